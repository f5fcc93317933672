package dev.lockstep.row;

import dev.lockstep.event.ChangeEvent;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Why an event could not become a row, and enough to look at it and try again.
 *
 * @param code what kind of failure; stable public API
 * @param path the field in the document, dotted ({@code customer.age}); empty for the whole
 *     document
 * @param reason one sentence for a person; never a value of the document
 * @param document the event's document as it came, for the dead-letter table only; null for none
 */
public record DeadLetter(Code code, String path, String reason, @Nullable String document)
        implements Serializable {

    /**
     * Stable codes of dead letters. A code's name never changes and is never used for another
     * thing.
     */
    public enum Code {
        /** The document's text is not what the source promises. */
        DOCUMENT_MALFORMED,
        /** NaN or Infinity, which no SQL number can hold. */
        NUMBER_NOT_FINITE,
        /** The value's type is not the column's. */
        TYPE_MISMATCH,
        /** The type is right, the value is outside of what the column can hold. */
        VALUE_OUT_OF_RANGE,
        /** The text or binary is longer than the column. */
        VALUE_TOO_LONG,
        /** A column that may not be NULL has no field in the document and no default. */
        FIELD_MISSING,
        /** A column that may not be NULL has a field that holds null. */
        NULL_NOT_ALLOWED,
        /** The document has a field twice. */
        COLUMN_NAME_CONFLICT,
        /** A field name can't be a column name. */
        COLUMN_NAME_INVALID,
        /** The document's fields would give a table more columns than it may have. */
        TOO_MANY_COLUMNS,
        /** The document id can't be this table's primary key. */
        KEY_NOT_SUPPORTED,
        /** Another document has the key that this one has. */
        DUPLICATE_KEY,
        /** The document needs a change of the table that the pipeline does not allow. */
        SCHEMA_CHANGE_NOT_ALLOWED,
        /** The table could not be changed to hold the document. */
        SCHEMA_CHANGE_FAILED,
        /** The target itself refused the row. */
        ROW_REJECTED,
        /** Two elements of an array that has a child table have one key. */
        DUPLICATE_ELEMENT_KEY,
        /** An expression of the pipeline file has no value for the document. */
        EXPRESSION_FAILED
    }

    public static DeadLetter of(ChangeEvent event, Code code, String path, String reason) {
        return new DeadLetter(code, path, reason, event.document());
    }

    /** Without the document: it may hold personal data and this text may reach a log. */
    @Override
    public String toString() {
        return code + (path.isEmpty() ? "" : " at " + path) + ": " + reason;
    }
}
