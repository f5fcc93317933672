/** What the mapping gives to the sink: row changes and dead letters, each with its origin. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.row;
