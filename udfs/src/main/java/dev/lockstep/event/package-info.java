/** The canonical change event: what every source gives and everything after it reads. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.event;
