package dev.lockstep.mapping;

/**
 * A declared column at its place in a {@link FieldTree}.
 *
 * @param index its place among the mapping's declared columns
 * @param foldedName its name in the form in which names are compared
 */
record DeclaredColumn(int index, ColumnMapping mapping, String foldedName) {}
