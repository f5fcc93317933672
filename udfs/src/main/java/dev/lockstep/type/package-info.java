/** Column types of the target, what values fit them, and how they widen. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.type;
