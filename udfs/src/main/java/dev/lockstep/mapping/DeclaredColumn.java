package dev.lockstep.mapping;

/**
 * A declared column at its place in a {@link FieldTree}.
 *
 * @param index its place among the mapping's declared columns
 */
record DeclaredColumn(int index, ColumnMapping mapping) {}
