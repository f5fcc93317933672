package dev.lockstep.sink.jdbc;

import dev.lockstep.config.Pipeline;
import dev.lockstep.row.Cell;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
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
            ClaimTable.create(target.get());
            reconciliations.open(target.get());
            opened = true;
        }
    }

    /** Commits the batch, or throws with nothing of it written. */
    Result write(Batch batch) throws SQLException {
        open();
        int changes = 0;
        Map<String, TargetChange.Rejected> unfit = new LinkedHashMap<>();
        while (true) {
            List<RowEncoder> claimed = new ArrayList<>();
            changes += encode(batch.claims(), Batch::changes, UnaryOperator.identity(), claimed);
            claimed.forEach(rows -> rows.rejected().forEach(batch::refuse));
            List<RowEncoder> encoded = new ArrayList<>();
            changes += encode(batch.rows(), Map::values, UnaryOperator.identity(), encoded);
            List<RowEncoder> history = new ArrayList<>();
            changes += encode(batch.history(), List::copyOf, Declarations::ofHistory, history);
            List<RowEncoder> all =
                    Stream.of(claimed, encoded, history).flatMap(List::stream).toList();
            reconciliations.lock(!batch.marks().isEmpty(), target.get());
            if (lock(all)) {
                Optional<Result> result = commit(batch, claimed, encoded, history, changes, unfit);
                if (result.isPresent()) {
                    return result.get();
                }
                target.rollback();
                continue;
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

    /** What a reconciliation of tables with business keys takes. */
    ClaimSweep claimSweep() {
        return new ClaimSweep(target, declarations, deadLetters);
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
            TableSchema schema = schemas.get(table, declared, keyOf(first, declared), target);
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

    private static List<String> keyOf(TargetChange.OfRow change, Declarations declared) {
        return declared.hasBusinessKey()
                ? declared.key()
                : change.key().stream().map(Cell::column).toList();
    }

    /** Nothing when documents turned out not to fit, without which it is to be tried again. */
    private Optional<Result> commit(
            Batch batch,
            List<RowEncoder> claimed,
            List<RowEncoder> encoded,
            List<RowEncoder> history,
            int schemaChanges,
            Map<String, TargetChange.Rejected> unfit)
            throws SQLException {
        Connection connection = target.get();
        long maxPacket = target.server().maxPacket();
        Supplier<TableStatements> newStatements =
                () -> new TableStatements(connection, maxRows, maxPacket / 2);
        for (TargetChange mark : batch.marks()) {
            reconciliations.mark(mark, connection);
        }
        ClaimedRows claimedRows =
                new ClaimedRows(
                        new KeyClaims(new ClaimTable(maxPacket / 4)),
                        newStatements.get(),
                        unfit.keySet());
        for (RowEncoder rows : claimed) {
            String table = rows.schema().table();
            if (batch.claims().containsKey(table)) {
                Collection<KeyContest.Wish> wishes = batch.claims().get(table).values();
                claimedRows.write(rows.schema(), rows.declared(), wishes, connection);
                reconciliations.note(table, wishes, connection);
            }
        }
        if (!claimedRows.unfit().isEmpty()) {
            claimedRows.unfit().stream()
                    .filter(letter -> !batch.refuse(letter))
                    .forEach(letter -> unfit.put(Batch.documentOf(letter.origin()), letter));
            return Optional.empty();
        }
        TableStatements statements = newStatements.get();
        List<TargetChange.Rejected> refused = new ArrayList<>();
        for (RowEncoder rows : encoded) {
            statements.write(rows);
            reconciliations.note(rows, statements);
            refused.addAll(rows.rejected());
        }
        refused.addAll(statements.rejected());
        int rejectedRows = statements.rejected().size();
        refused.addAll(remember(history, refused, statements));
        refused.addAll(claimedRows.lost());
        DeadLetterTable.Letters letters = letters(batch, refused, unfit.values());
        reconciliations.noteLetters(letters.rejected(), batch, deadLetters, connection);
        deadLetters.write(letters, (int) Math.min(maxPacket / 4, 1 << 28), connection);
        deadLetters.supersedeDuplicates(claimedRows.won(), connection);
        progress.write(connection);
        connection.commit();
        progress.committed();
        deadLetters.committed(letters);
        List<RowEncoder> all =
                Stream.concat(encoded.stream(), claimedRows.written().stream()).toList();
        return Optional.of(
                new Result(
                        all.stream().mapToInt(RowEncoder::written).sum() - rejectedRows,
                        all.stream().mapToInt(rows -> rows.deletes().size()).sum(),
                        letters.rejected(),
                        all.stream().mapToLong(RowEncoder::ignoredFields).sum(),
                        schemaChanges));
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
            Batch batch,
            List<TargetChange.Rejected> refused,
            Collection<TargetChange.Rejected> ofOthers) {
        Set<String> written = new LinkedHashSet<>(batch.written());
        List<TargetChange.Rejected> letters = new ArrayList<>(batch.rejected());
        letters.addAll(ofOthers);
        for (TargetChange.Rejected letter : refused) {
            if (written.remove(Batch.documentOf(letter.origin()))) {
                letters.add(letter);
            }
        }
        return new DeadLetterTable.Letters(letters, written);
    }
}
