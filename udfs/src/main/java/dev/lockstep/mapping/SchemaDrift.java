package dev.lockstep.mapping;

/** What happens when a document needs a table or a column that the target does not have. */
public enum SchemaDrift {
    /** Create tables, add columns, widen types in the safe directions. */
    EVOLVE,
    /** The document becomes a dead letter. */
    STRICT,
    /** The field is left out and counted. */
    IGNORE
}
