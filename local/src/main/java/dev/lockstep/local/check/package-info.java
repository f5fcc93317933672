/**
 * Holds what the target shows against the model of what was written to the source, all the time. It
 * shares nothing with the job.
 */
@org.jspecify.annotations.NullMarked
package dev.lockstep.local.check;
