/** The JDBC sink: batches of target changes, each one transaction of rows and dead letters. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.sink.jdbc;
