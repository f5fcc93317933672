/** {@code ./lockstep demo}: a shop, its tables, and the job between them, on one machine. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.local.demo;
