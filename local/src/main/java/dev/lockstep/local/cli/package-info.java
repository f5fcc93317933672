/** The command line of one machine: {@code ./lockstep}. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.local.cli;
