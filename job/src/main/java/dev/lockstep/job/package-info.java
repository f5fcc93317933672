/** The Flink job: its entry point, its execution settings and its data flow. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.job;
