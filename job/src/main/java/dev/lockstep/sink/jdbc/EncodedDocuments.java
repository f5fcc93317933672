package dev.lockstep.sink.jdbc;

import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The changes of one collection's documents, encoded for its table and for its child tables. Of a
 * document all is written or nothing: one row that can't be keeps the others from being written.
 */
final class EncodedDocuments {

    private final RowEncoder rows;
    private final List<ChildEncoder> children;
    private final List<TargetChange.Rejected> rejected = new ArrayList<>();

    /**
     * @param children parents before their children
     */
    EncodedDocuments(RowEncoder rows, List<ChildEncoder> children) {
        this.rows = rows;
        this.children = List.copyOf(children);
        if (!children.isEmpty()) {
            tables().forEach(table -> rejected.addAll(table.rejected()));
            drop(rejected);
        }
    }

    /** Other changes of the collection's documents, encoded for the same tables. */
    EncodedDocuments of(Collection<TargetChange.OfRow> changes, Optional<String> refusal) {
        RowEncoder ownRows = rows.empty(refusal);
        List<ChildEncoder> childRows = children.stream().map(it -> it.empty(refusal)).toList();
        changes.forEach(ownRows::encode);
        childRows.forEach(child -> changes.forEach(child::encode));
        return new EncodedDocuments(ownRows, childRows);
    }

    /** The encoded rows of the collection's own table. */
    RowEncoder rows() {
        return rows;
    }

    /** The encoded rows of all its tables. */
    Stream<RowEncoder> tables() {
        return Stream.concat(Stream.of(rows), children.stream().map(ChildEncoder::rows));
    }

    /** Those that could not be encoded, or that the server refused. */
    List<TargetChange.Rejected> rejected() {
        return children.isEmpty() ? rows.rejected() : rejected;
    }

    long ignoredFields() {
        return tables().mapToLong(RowEncoder::ignoredFields).sum();
    }

    /**
     * Writes all rows within the caller's transaction. With child tables a row that is refused may
     * come after others of its document: so all is undone, and written again without the document.
     *
     * @return how many rows were inserted or updated
     */
    int write(Connection connection, Supplier<TableStatements> statements) throws SQLException {
        if (children.isEmpty()) {
            TableStatements once = statements.get();
            write(once);
            rows.rejected().addAll(once.rejected());
            return rows.written() - once.rejected().size();
        }
        while (true) {
            Savepoint before = connection.setSavepoint();
            TableStatements attempt = statements.get();
            write(attempt);
            if (attempt.rejected().isEmpty()) {
                connection.releaseSavepoint(before);
                return tables().mapToInt(RowEncoder::written).sum();
            }
            connection.rollback(before);
            rejected.addAll(attempt.rejected());
            drop(attempt.rejected());
        }
    }

    /**
     * Writes all rows once; what the server refuses is told by the statements.
     *
     * <p>Children go before their parents and come after them, as foreign keys need it.
     */
    void write(TableStatements statements) throws SQLException {
        for (int i = children.size() - 1; i >= 0; i--) {
            ChildEncoder child = children.get(i);
            statements.deleteOthers(child, child.gone());
            statements.deleteOthers(child, child.documents());
        }
        statements.delete(rows.schema(), rows.deletes());
        write(rows, statements);
        for (ChildEncoder child : children) {
            write(child.rows(), statements);
        }
    }

    private static void write(RowEncoder rows, TableStatements statements) throws SQLException {
        for (RowEncoder.Upserts same : rows.upserts()) {
            statements.upsert(same.schema(), same.rows());
        }
        for (RowEncoder.Updates same : rows.updates()) {
            statements.update(rows.schema(), same);
        }
    }

    private void drop(List<TargetChange.Rejected> letters) {
        // A change has an origin of its own, whatever else is equal.
        Set<Origin> origins = Collections.newSetFromMap(new IdentityHashMap<>());
        letters.forEach(letter -> origins.add(letter.origin()));
        rows.drop(origins);
        children.forEach(child -> child.drop(origins));
    }
}
