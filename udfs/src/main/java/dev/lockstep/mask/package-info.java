/** Hides values before they go anywhere. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.mask;
