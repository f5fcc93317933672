package dev.lockstep.row;

import java.io.Serializable;
import java.util.List;

/** What a change event becomes in the target: exactly one of these. */
public sealed interface TargetChange extends Serializable {

    Origin origin();

    /** What is told of one row. */
    sealed interface OfRow extends TargetChange {

        /** The target table's name. */
        String table();

        /**
         * The primary key, never Null. Empty for a change that is no upsert when the key is not the
         * document's id: the row is the one that the document has. Empty, too, for a {@link Seen}
         * document whose id can't be a key, so that it has no row.
         */
        List<Cell> key();

        /**
         * What the document's rows in child tables become with this row, parents' tables before
         * their children's; tables that are not named stay as they are.
         */
        default List<ChildRows> children() {
            return List.of();
        }
    }

    /**
     * The row is to hold these values. A column of the table that Lockstep fills and that has no
     * cell here becomes NULL: the field is missing from the document. Unless it is among those that
     * are kept.
     *
     * @param table the target table's name
     * @param key the primary key, at least one cell, never Null
     * @param cells the other columns, no field and no declared column twice
     * @param kept columns without a cell that stay as they are in a row that is there
     */
    record Upsert(
            Origin origin,
            String table,
            List<Cell> key,
            List<Cell> cells,
            List<String> kept,
            List<ChildRows> children)
            implements OfRow {

        /** An upsert that keeps nothing: the row shows these cells and no others. */
        public Upsert(Origin origin, String table, List<Cell> key, List<Cell> cells) {
            this(origin, table, key, cells, List.of());
        }

        /** An upsert in a table without child tables. */
        public Upsert(
                Origin origin, String table, List<Cell> key, List<Cell> cells, List<String> kept) {
            this(origin, table, key, cells, kept, List.of());
        }

        /** Without values: they are the document's. */
        @Override
        public String toString() {
            return "upsert in " + table + " for " + origin;
        }
    }

    /**
     * The row, if there is one, is to hold these values and keeps all others.
     *
     * @param cells the columns that change; may be none
     */
    record Update(Origin origin, String table, List<Cell> key, List<Cell> cells) implements OfRow {

        /** Without values: they are the document's. */
        @Override
        public String toString() {
            return "update in " + table + " for " + origin;
        }
    }

    /** The row is to be gone, and those of its document in child tables with it. */
    record Delete(Origin origin, String table, List<Cell> key, List<ChildRows> children)
            implements OfRow {

        /** A delete in a table without child tables. */
        public Delete(Origin origin, String table, List<Cell> key) {
            this(origin, table, key, List.of());
        }

        /** Without values: they are the document's. */
        @Override
        public String toString() {
            return "delete in " + table + " for " + origin;
        }
    }

    /**
     * The document is there: its row, if it has one, stays at the end of a reconciliation.
     *
     * @param key the primary key; empty when the document id can't be one, so that there is no row
     */
    record Seen(Origin origin, String table, List<Cell> key) implements OfRow {

        /** Without values: they are the document's. */
        @Override
        public String toString() {
            return "seen in " + table + " for " + origin;
        }
    }

    /** From here on it is noted which rows of the table have a document. */
    record ReconcileBegin(Origin origin, String table) implements TargetChange {}

    /** All documents of the table are told: rows for which none was go. */
    record ReconcileEnd(Origin origin, String table) implements TargetChange {}

    /** The event can't be a row; it is kept, with its reason, until a person looks. */
    record Rejected(Origin origin, DeadLetter deadLetter) implements TargetChange {}
}
