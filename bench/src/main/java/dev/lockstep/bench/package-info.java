/** Fixed runs that measure how fast Lockstep's parts are: {@code bench/run}. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.bench;
