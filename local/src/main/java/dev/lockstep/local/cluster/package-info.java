/** A Flink cluster of separate processes on this machine, for what a mini cluster can't show. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.local.cluster;
