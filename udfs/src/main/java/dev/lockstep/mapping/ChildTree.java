package dev.lockstep.mapping;

/**
 * The elements of an array or map that has a table of its own, at its place in a {@link FieldTree}.
 *
 * @param index its place among the child tables of the tree
 * @param map whether the elements are the fields of a map
 * @param elements the fields of the elements
 */
record ChildTree(int index, boolean map, FieldTree elements) {}
