/**
 * Runs the tests of MongoDB's driver specifications that are written in the unified test format.
 */
package dev.lockstep.local.mongodb.unified;
