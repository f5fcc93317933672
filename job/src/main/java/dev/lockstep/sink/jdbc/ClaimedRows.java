package dev.lockstep.sink.jdbc;

import dev.lockstep.mapping.OnDuplicateKey;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rows of tables with a business key, as they are written in one transaction. */
final class ClaimedRows {

    private static final Optional<String> CHANGED =
            Optional.of("the table was changed by hand while the row waited for its key");

    private final KeyClaims claims;
    private final TableStatements statements;
    private final Set<String> excluded;
    private final List<EncodedDocuments> written = new ArrayList<>();
    private final List<TargetChange.Rejected> lost = new ArrayList<>();
    private final Set<String> won = new HashSet<>();

    /**
     * @param excluded documents of other batches that turned out not to fit
     */
    ClaimedRows(KeyClaims claims, TableStatements statements, Set<String> excluded) {
        this.claims = claims;
        this.statements = statements;
        this.excluded = excluded;
    }

    /**
     * Writes what comes of the wishes for one collection.
     *
     * @param tables encoded for its tables, which have a place for all rows of the batch
     */
    void write(EncodedDocuments tables, Collection<KeyContest.Wish> wishes, Connection connection)
            throws SQLException {
        Declarations declared = tables.rows().declared();
        String table = tables.rows().schema().table();
        KeyContest.Outcome outcome = claims.settle(table, declared, wishes, excluded, connection);
        EncodedDocuments rows =
                tables.of(
                        outcome.rows().stream().map(row -> withChildren(row, declared)).toList(),
                        CHANGED);
        rows.write(statements);
        written.add(rows);
        if (declared.onDuplicateKey() == OnDuplicateKey.REJECT) {
            outcome.lost().forEach(claim -> lost.add(letter(claim, declared)));
            won.addAll(outcome.won());
        }
    }

    /** A row that goes takes all its child rows with it, whatever its claim knows of them. */
    private static TargetChange.OfRow withChildren(TargetChange.OfRow row, Declarations declared) {
        return row instanceof TargetChange.Delete delete
                ? new TargetChange.Delete(
                        delete.origin(), delete.table(), delete.key(), declared.noChildren())
                : row;
    }

    /** Of a document whose key another one has. */
    static TargetChange.Rejected letter(Claim claim, Declarations declared) {
        String columns = String.join(", ", declared.key());
        return new TargetChange.Rejected(
                claim.change().origin(),
                new DeadLetter(
                        DeadLetter.Code.DUPLICATE_KEY,
                        String.join(", ", declared.keyPaths()),
                        "another document has the same key ("
                                + columns
                                + "): change the key of one of them, or delete one; this one has"
                                + " its row as soon as the other gives the key up",
                        null));
    }

    /** Documents whose rows do not fit: the transaction is to be begun anew without them. */
    List<TargetChange.Rejected> unfit() {
        List<TargetChange.Rejected> unfit = new ArrayList<>(statements.rejected());
        written.forEach(rows -> unfit.addAll(rows.rejected()));
        claims.tooLarge().forEach(claim -> unfit.add(tooLarge(claim)));
        return unfit;
    }

    private static TargetChange.Rejected tooLarge(Claim claim) {
        return new TargetChange.Rejected(
                claim.change().origin(),
                new DeadLetter(
                        DeadLetter.Code.ROW_REJECTED,
                        "",
                        "the row with all its child rows is too large for lockstep_keys, which"
                                + " keeps it for when it gets its key: raise max_allowed_packet"
                                + " of the server",
                        null));
    }

    List<EncodedDocuments> written() {
        return written;
    }

    /** Dead letters of documents whose key another one has. */
    List<TargetChange.Rejected> lost() {
        return lost;
    }

    /** The documents of which such a dead letter no longer holds. */
    Set<String> won() {
        return won;
    }
}
