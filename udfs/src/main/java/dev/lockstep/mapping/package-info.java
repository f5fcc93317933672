/** How documents of a collection become rows: the rules, and the mapper that applies them. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.mapping;
