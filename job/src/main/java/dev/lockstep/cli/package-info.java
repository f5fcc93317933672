/** The command line. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.cli;
