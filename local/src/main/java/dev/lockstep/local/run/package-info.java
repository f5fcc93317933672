/** Runs a pipeline's job on a Flink mini cluster in this process. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.local.run;
