package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Position;
import dev.lockstep.row.Cell;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import java.util.List;

/**
 * What is known of a document that has a business key: the key, and whether the row of that key is
 * the document's.
 *
 * @param document names it among all, see {@link Batch#documentOf}
 * @param change the row that the document has when it gets the key, or the delete of the row that
 *     it has
 * @param keyHash of the key, in hexadecimal digits
 * @param since when it took the key, or with {@code on_duplicate_key: latest} its last change
 * @param shown whether the table's row of the key is the document's
 * @param gone whether the document is deleted, and its row stays for as long as nobody else wants
 *     the key
 */
record Claim(
        String document,
        TargetChange.OfRow change,
        String keyHash,
        Position since,
        boolean shown,
        boolean gone) {

    /** Names the claim among all of its table. */
    String name() {
        return keyHash + ' ' + document;
    }

    List<Cell> key() {
        return change.key();
    }

    /**
     * Makes an end of the row that the document has.
     *
     * @param cause the event that does it
     */
    TargetChange.Delete removal(Origin cause) {
        return new TargetChange.Delete(cause, change.table(), change.key());
    }

    Claim with(TargetChange.OfRow newChange, boolean isShown) {
        return new Claim(document, newChange, keyHash, since, isShown, gone);
    }

    /** Without values: they are the document's. */
    @Override
    public String toString() {
        return (shown ? "shown " : "waiting ") + change;
    }
}
