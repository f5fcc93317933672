/**
 * A shop's documents and the changes that a busy shop makes to them, the same for the same seed.
 */
@org.jspecify.annotations.NullMarked
package dev.lockstep.local.shop;
