package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Operation;
import dev.lockstep.mapping.ChildTable;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sweep's part of the tables with a business key: documents that were not told lose their claims,
 * and with them their rows; a key that gets free may be another document's, which waits for it.
 */
final class ClaimSweep {

    private static final int PAGE = 1_000;

    private final TargetConnection target;
    private final TableDeclarations declarations;
    private final DeadLetterTable deadLetters;
    private ReconciliationTable.@Nullable Row current;
    private ClaimTable.Unseen last = ClaimTable.Unseen.NOTHING;
    private ClaimTable.Unseen next = ClaimTable.Unseen.NOTHING;

    ClaimSweep(
            TargetConnection target, TableDeclarations declarations, DeadLetterTable deadLetters) {
        this.target = target;
        this.declarations = declarations;
        this.deadLetters = deadLetters;
    }

    /** Whether the key of a table's rows is another one than their documents' ids. */
    boolean isFor(String table) throws SQLException {
        return declared(table).isPresent();
    }

    private Optional<Declarations> declared(String table) throws SQLException {
        return SchemaStore.owner(table, target.get())
                .flatMap(declarations::find)
                .filter(Declarations::hasBusinessKey);
    }

    /**
     * The collection's tables, as part of a transaction that has locked the schema of its own one
     * and has all of them locked then; empty while a child table is being changed.
     */
    Optional<EncodedDocuments> lock(String name) throws SQLException {
        Declarations declared = declared(name).orElseThrow();
        RowEncoder rows = rows(name, declared);
        List<ChildEncoder> children = new ArrayList<>();
        for (ChildTable child : declared.children()) {
            if (SchemaStore.lockShared(child.table(), target.get()).isEmpty()) {
                return Optional.empty();
            }
            Declarations ofChild = declared.ofChild(child, rows.schema());
            children.add(new ChildEncoder(child, rows(child.table(), ofChild)));
        }
        return Optional.of(new EncodedDocuments(rows, children));
    }

    private RowEncoder rows(String table, Declarations declared) throws SQLException {
        TableSchema schema = SchemaStore.read(table, declared, target);
        return new RowEncoder(schema, declared, Optional.empty());
    }

    /**
     * Removes claims and rows, as part of a transaction that has locked the reconciliation
     * exclusively.
     *
     * @param reconciliation the table's
     * @param tables what {@link #lock} gave
     * @return how many; empty when there are no more
     */
    OptionalInt step(
            ReconciliationTable.Row reconciliation,
            ReconciliationTable table,
            EncodedDocuments tables)
            throws SQLException {
        if (!reconciliation.equals(current)) {
            current = reconciliation;
            last = ClaimTable.Unseen.NOTHING;
            next = last;
        }
        String name = reconciliation.table();
        Declarations declared = tables.rows().declared();
        ClaimTable claims = new ClaimTable(target.server().maxPacket() / 4);
        List<ClaimTable.Unseen> page =
                claims.unseen(
                        name,
                        table.noteParameters(name, reconciliation.begin()),
                        last,
                        PAGE,
                        target.get());
        if (page.isEmpty()) {
            return OptionalInt.empty();
        }
        List<KeyContest.Wish> wishes =
                page.stream().map(orphan -> deletion(orphan, declared, name)).toList();
        remove(claims, tables, wishes);
        next = page.get(page.size() - 1);
        return OptionalInt.of(page.size());
    }

    /** To be called when the transaction of a step is committed. */
    void committed() {
        last = next;
    }

    private static KeyContest.Wish deletion(
            ClaimTable.Unseen orphan, Declarations declared, String table) {
        Origin origin =
                new Origin(Operation.DELETE, declared.namespace(), orphan.documentKey(), 0, null);
        return new KeyContest.Wish(
                Batch.documentOf(origin),
                new TargetChange.Delete(origin, table, List.of()),
                Segment.NOTHING,
                false);
    }

    /** Again and again without the documents whose rows the target does not take, or not let go. */
    private void remove(ClaimTable claims, EncodedDocuments tables, List<KeyContest.Wish> deletions)
            throws SQLException {
        Connection connection = target.get();
        Map<String, KeyContest.Wish> wishes = new LinkedHashMap<>();
        deletions.forEach(wish -> wishes.put(wish.document(), wish));
        Set<String> excluded = new HashSet<>();
        List<TargetChange.Rejected> letters = new ArrayList<>();
        while (true) {
            Savepoint before = connection.setSavepoint();
            ClaimedRows rows =
                    new ClaimedRows(
                            new KeyClaims(claims),
                            new TableStatements(connection, PAGE, target.server().maxPacket() / 2),
                            excluded);
            rows.write(tables, wishes.values(), connection);
            if (rows.unfit().isEmpty()) {
                deadLetters.write(new DeadLetterTable.Letters(letters, Set.of()), 0, connection);
                deadLetters.supersedeDuplicates(rows.won(), connection);
                return;
            }
            connection.rollback(before);
            letters.addAll(rows.unfit());
            rows.unfit().stream()
                    .map(letter -> Batch.documentOf(letter.origin()))
                    .filter(document -> wishes.remove(document) == null)
                    .forEach(excluded::add);
        }
    }
}
