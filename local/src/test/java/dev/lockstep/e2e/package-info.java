/** End-to-end tests: the whole job on a Flink cluster, between a MongoDB and a MySQL. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.e2e;
