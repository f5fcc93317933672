/** Expressions of a pipeline file, in the Common Expression Language. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.rule;
