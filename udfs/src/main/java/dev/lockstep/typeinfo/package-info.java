/** Flink's type information and serializers for the types that cross operators: never Kryo. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.typeinfo;
