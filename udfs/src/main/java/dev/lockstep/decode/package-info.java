/** Reads a document's extended JSON text once, as a stream of paths and values. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.decode;
