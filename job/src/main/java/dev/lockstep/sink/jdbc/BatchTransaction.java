package dev.lockstep.sink.jdbc;

import dev.lockstep.config.Pipeline;
import dev.lockstep.row.Cell;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes one batch in one transaction of the target: rows, then dead letters, then the progress of
 * the stream, which fails when another writer has taken this one's documents over.
 */
final class BatchTransaction {

    /** Far more changes of one table's schema than writers can make during one batch. */
    private static final int MAX_SCHEMA_CHANGES = 1_000;

    private final TargetConnection target;
    private final TableDeclarations declarations;
    private final int maxRows;
    private final SchemaStore schemas = new SchemaStore();
    private final SchemaEvolver evolver;
    private final LeftChanges leftChanges = new LeftChanges();
    private final DeadLetterTable deadLetters;
    private final Progress progress;
    private final Reconciliations reconciliations;
    private boolean opened;

    /**
     * What a committed batch did.
     *
     * @param rejected the dead letters written, those of the batch and those the target refused
     */
    record Result(
            int upserts,
            int deletes,
            List<TargetChange.Rejected> rejected,
            long ignoredFields,
            int schemaChanges) {}

    BatchTransaction(TargetConnection target, Pipeline pipeline, Progress progress) {
        this.target = target;
        this.declarations = new TableDeclarations(pipeline.collections());
        this.progress = progress;
        this.reconciliations = new Reconciliations(pipeline.name(), progress);
        this.maxRows = pipeline.delivery().batchRows();
        this.evolver = new SchemaEvolver(target);
        this.deadLetters =
                new DeadLetterTable(pipeline.errors().deadLetterTable(), pipeline.name());
    }

    /** Takes the writer's documents over, and creates Lockstep's tables when they are not there. */
    void open() throws SQLException {
        progress.open(target);
        if (!opened) {
            schemas.create(target.get());
            deadLetters.open(target.get());
            reconciliations.open(target.get());
            opened = true;
        }
    }

    /** Commits the batch, or throws with nothing of it written. */
    Result write(Batch batch) throws SQLException {
        open();
        int changes = 0;
        while (true) {
            List<RowEncoder> encoded = new ArrayList<>();
            changes += encode(batch.rows(), Map::values, UnaryOperator.identity(), encoded);
            List<RowEncoder> history = new ArrayList<>();
            changes += encode(batch.history(), List::copyOf, Declarations::ofHistory, history);
            List<RowEncoder> all = Stream.of(encoded, history).flatMap(List::stream).toList();
            reconciliations.lock(!batch.marks().isEmpty(), target.get());
            if (lock(all)) {
                return commit(batch, encoded, history, changes);
            }
            target.rollback();
            if (++changes > MAX_SCHEMA_CHANGES) {
                throw new SQLException("The tables' schemas never stay the same for one batch");
            }
            for (RowEncoder rows : all) {
                String table = rows.schema().table();
                schemas.put(evolver.refresh(table, rows.declared()));
            }
        }
    }

    /** Which tables are under reconciliation, as far as this writer knows. */
    Reconciliations reconciliations() {
        return reconciliations;
    }

    DeadLetterTable deadLetters() {
        return deadLetters;
    }

    /** How many columns stay of another type than the declared one; any thread may ask. */
    int schemaChangesLeft() {
        return leftChanges.count();
    }

    /** To be called when the target's tables turned out not to be what they were. */
    void forgetSchemas() {
        schemas.forgetAll();
        opened = false;
    }

    private boolean lock(List<RowEncoder> encoded) throws SQLException {
        return encoded.isEmpty()
                || SchemaStore.lockShared(
                        encoded.stream().map(RowEncoder::schema).toList(), target.get());
    }

    private record Encoded(RowEncoder rows, int schemaChanges) {}

    /** Adds the encoded rows of each table; returns how often a table had to be changed for it. */
    private <T> int encode(
            Map<String, T> tables,
            Function<T, Collection<? extends TargetChange.OfRow>> changesOf,
            UnaryOperator<Declarations> ofTable,
            List<RowEncoder> encoded)
            throws SQLException {
        int schemaChanges = 0;
        for (Map.Entry<String, T> table : tables.entrySet()) {
            Encoded rows = encode(table.getKey(), changesOf.apply(table.getValue()), ofTable);
            encoded.add(rows.rows());
            schemaChanges += rows.schemaChanges();
        }
        return schemaChanges;
    }

    private Encoded encode(
            String table,
            Collection<? extends TargetChange.OfRow> changes,
            UnaryOperator<Declarations> ofTable)
            throws SQLException {
        TargetChange.OfRow first = changes.iterator().next();
        Declarations declared = ofTable.apply(declarations.of(first.origin().namespace()));
        requireOneCollection(table, declared, changes);
        Optional<String> refusal = Optional.empty();
        for (int schemaChanges = 0; schemaChanges < MAX_SCHEMA_CHANGES; schemaChanges++) {
            TableSchema schema = schemas.get(table, declared, keyOf(first), target);
            RowEncoder rows = new RowEncoder(schema, declared, refusal);
            changes.forEach(rows::encode);
            if (rows.demand().isEmpty()) {
                leftChanges.note(schema, declared);
                return new Encoded(rows, schemaChanges);
            }
            SchemaEvolver.Outcome outcome = evolver.evolve(schema, rows.demand(), declared);
            if (outcome instanceof SchemaEvolver.Outcome.Evolved evolved) {
                schemas.put(evolved.schema());
            } else if (outcome instanceof SchemaEvolver.Outcome.Refused refused) {
                schemas.put(evolver.refresh(table, declared));
                refusal = Optional.of(refused.reason());
            }
        }
        throw new SQLException("Table " + table + " never gets the columns that were added to it");
    }

    private static void requireOneCollection(
            String table, Declarations declared, Collection<? extends TargetChange.OfRow> changes) {
        for (TargetChange.OfRow change : changes) {
            if (!change.origin().namespace().equals(declared.namespace())) {
                throw new TargetRefusedException(
                        "Table "
                                + table
                                + " would be filled from both "
                                + declared.namespace()
                                + " and "
                                + change.origin().namespace()
                                + ": declare another table for one of them in the pipeline file.");
            }
        }
    }

    private static List<String> keyOf(TargetChange.OfRow change) {
        return change.key().stream().map(Cell::column).toList();
    }

    private Result commit(
            Batch batch, List<RowEncoder> encoded, List<RowEncoder> history, int schemaChanges)
            throws SQLException {
        Connection connection = target.get();
        long maxPacket = target.server().maxPacket();
        TableStatements statements = new TableStatements(connection, maxRows, maxPacket / 2);
        List<TargetChange.Rejected> refused = new ArrayList<>();
        int upserts = 0;
        int deletes = 0;
        long ignored = 0;
        for (TargetChange mark : batch.marks()) {
            reconciliations.mark(mark, connection);
        }
        for (RowEncoder rows : encoded) {
            statements.delete(rows.schema(), rows.deletes());
            for (RowEncoder.Upserts same : rows.upserts()) {
                statements.upsert(same.schema(), same.rows());
                upserts += same.rows().size();
            }
            for (RowEncoder.Updates same : rows.updates()) {
                statements.update(rows.schema(), same);
                upserts += same.rows().size();
            }
            reconciliations.note(rows, statements);
            refused.addAll(rows.rejected());
            deletes += rows.deletes().size();
            ignored += rows.ignoredFields();
        }
        refused.addAll(statements.rejected());
        int rejectedRows = statements.rejected().size();
        refused.addAll(remember(history, refused, statements));
        DeadLetterTable.Letters letters = letters(batch, refused);
        reconciliations.noteLetters(letters.rejected(), batch, deadLetters, connection);
        deadLetters.write(letters, (int) Math.min(maxPacket / 4, 1 << 28), connection);
        progress.write(connection);
        connection.commit();
        progress.committed();
        deadLetters.committed(letters);
        return new Result(
                upserts - rejectedRows, deletes, letters.rejected(), ignored, schemaChanges);
    }

    /**
     * Writes what is to be told of each change that was not refused.
     *
     * @return changes that can't be told
     */
    private static List<TargetChange.Rejected> remember(
            List<RowEncoder> history,
            List<TargetChange.Rejected> refused,
            TableStatements statements)
            throws SQLException {
        List<TargetChange.Rejected> untold = new ArrayList<>();
        Set<Origin> rejected =
                refused.stream().map(TargetChange.Rejected::origin).collect(Collectors.toSet());
        int before = statements.rejected().size();
        for (RowEncoder rows : history) {
            for (RowEncoder.Upserts same : rows.upserts()) {
                statements.upsert(
                        same.schema(),
                        same.rows().stream()
                                .filter(row -> !rejected.contains(row.change().origin()))
                                .toList());
            }
            untold.addAll(rows.rejected());
        }
        untold.addAll(statements.rejected().subList(before, statements.rejected().size()));
        return untold;
    }

    /**
     * A row that was refused is no news of a document that has a later dead letter in the batch.
     */
    private static DeadLetterTable.Letters letters(
            Batch batch, List<TargetChange.Rejected> refused) {
        Set<String> written = new LinkedHashSet<>(batch.written());
        List<TargetChange.Rejected> letters = new ArrayList<>(batch.rejected());
        for (TargetChange.Rejected letter : refused) {
            if (written.remove(Batch.documentOf(letter.origin()))) {
                letters.add(letter);
            }
        }
        return new DeadLetterTable.Letters(letters, written);
    }
}
