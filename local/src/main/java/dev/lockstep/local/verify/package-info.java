/**
 * Tells whether tables hold what collections hold, by reading both and by nothing of the job: it
 * repeats the mapping's convention in code of its own, so that an error in one is seen by the
 * other.
 */
@org.jspecify.annotations.NullMarked
package dev.lockstep.local.verify;
