/** Replays on the embedded replica set what a real MongoDB was asked, and compares the answers. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.local.mongodb.golden;
