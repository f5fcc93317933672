/**
 * Runs the job under a workload, does to it and its servers what happens in production, and checks
 * that the target never shows what it must not.
 */
@org.jspecify.annotations.NullMarked
package dev.lockstep.local.torture;
