/** What a job would do, told before it does it. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.plan;
