/** A MySQL server for one machine with nothing installed, or one that runs already. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.local.mysql;
