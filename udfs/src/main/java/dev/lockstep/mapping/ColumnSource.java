package dev.lockstep.mapping;

import dev.lockstep.type.ColumnType;
import dev.lockstep.value.Value;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Where a declared column's values come from. */
public sealed interface ColumnSource extends Serializable {

    /**
     * A field of the document.
     *
     * @param path dotted ({@code customer.email})
     */
    record Field(String path) implements ColumnSource {}

    /** The same value in every row. */
    record Constant(Value value) implements ColumnSource {}

    /**
     * What an expression gives for the document.
     *
     * @param text in CEL, valid
     */
    record Computed(String text) implements ColumnSource {}

    /** Something about the event and not the document. */
    enum Metadata implements ColumnSource {
        /** What happened last: READ (by the snapshot), INSERT, UPDATE, REPLACE or DELETE. */
        OPERATION,
        /** When it happened by the source's clock, to the second; NULL for the snapshot. */
        CLUSTER_TIME,
        /** When this job mapped it, by the clock of the machine that did. */
        SYNCED_AT,
        /** The document's {@code _id} as relaxed extended JSON. */
        SOURCE_ID,
        /** Whether the document is gone; see {@link Deletes#SOFT}. */
        DELETED,
        /** The cluster time at which the document went; NULL while it is there. */
        DELETED_AT;

        /** The type of its column; null to follow the values seen. */
        public @Nullable ColumnType type() {
            return switch (this) {
                case OPERATION -> new ColumnType.VarChar(16);
                case CLUSTER_TIME, SYNCED_AT, DELETED_AT -> new ColumnType.DateTime();
                case DELETED -> new ColumnType.Bool();
                case SOURCE_ID -> null;
            };
        }
    }
}
