package dev.lockstep.mapping;

import java.io.Serializable;

/**
 * What a declared column does about documents that have no value for it.
 *
 * @param onMismatch when the value does not fit the column
 * @param onMissing when the document has no such field
 * @param onNull when the field is there and holds null
 */
public record ColumnPolicies(OnMismatch onMismatch, OnMissing onMissing, OnNull onNull)
        implements Serializable {

    /** A value that does not fit. Whatever takes its place must fit itself. */
    public enum OnMismatch {
        /** The document becomes a dead letter. */
        REJECT,
        /** The column becomes NULL. */
        NULL,
        /** The column gets its default. */
        DEFAULT,
        /** The column, one of text, gets the value's text. */
        TEXT
    }

    /** A document without the field. */
    public enum OnMissing {
        /** The column becomes NULL. */
        NULL,
        /** The column gets its default. */
        DEFAULT,
        /** The column keeps what the row holds; a new row gets NULL. */
        KEEP,
        /** The document becomes a dead letter. */
        REJECT
    }

    /** A field that holds null. */
    public enum OnNull {
        /** The column becomes NULL. */
        NULL,
        /** The column gets its default. */
        DEFAULT,
        /** The document becomes a dead letter. */
        REJECT
    }

    /** What a column does that declares no policy. */
    public static ColumnPolicies of(boolean nullable, boolean hasDefault) {
        return new ColumnPolicies(
                OnMismatch.REJECT,
                hasDefault ? OnMissing.DEFAULT : nullable ? OnMissing.NULL : OnMissing.REJECT,
                nullable ? OnNull.NULL : OnNull.REJECT);
    }
}
