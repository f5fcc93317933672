/** Flink's functions: thin shells over the classes that do the work. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.function;
