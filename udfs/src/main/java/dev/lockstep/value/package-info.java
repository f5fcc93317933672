/** Values of a document's fields, as decoded from the source, independent of source and target. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.value;
