package dev.lockstep.sink.jdbc;

import dev.lockstep.config.Pipeline;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Writes one batch in one transaction of the target: rows, then dead letters, then the progress of
 * the stream, which fails when another writer has taken this one's documents over.
 */
final class BatchTransaction {

    private final TargetConnection target;
    private final int maxRows;
    private final SchemaStore schemas = new SchemaStore();
    private final SchemaEvolver evolver;
    private final LeftChanges leftChanges = new LeftChanges();
    private final BatchEncoder encoder;
    private final DeadLetterTable deadLetters;
    private final Progress progress;
    private final Reconciliations reconciliations;
    private boolean opened;

    /**
     * What a committed batch did.
     *
     * @param upserts rows inserted or updated, those of child tables too
     * @param deletes documents' rows removed, those of child tables not counted
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
        this.progress = progress;
        this.reconciliations = new Reconciliations(pipeline.name(), progress);
        this.maxRows = pipeline.delivery().batchRows();
        this.evolver = new SchemaEvolver(target);
        this.encoder =
                new BatchEncoder(
                        target,
                        new TableDeclarations(pipeline.collections()),
                        schemas,
                        evolver,
                        leftChanges);
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
        encoder.takeSchemaChanges();
        for (int attempt = 0; attempt < BatchEncoder.MAX_SCHEMA_CHANGES; attempt++) {
            BatchEncoder.Encoded encoded = encoder.encode(batch);
            reconciliations.lock(!batch.marks().isEmpty(), target.get());
            if (lock(encoded.tables())) {
                return commit(batch, encoded);
            }
            target.rollback();
            for (RowEncoder rows : encoded.tables()) {
                String table = rows.schema().table();
                schemas.put(evolver.refresh(table, rows.declared()));
            }
        }
        throw new SQLException("The tables' schemas never stay the same for one batch");
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

    private Result commit(Batch batch, BatchEncoder.Encoded encoded) throws SQLException {
        Connection connection = target.get();
        long maxPacket = target.server().maxPacket();
        Supplier<TableStatements> statements =
                () -> new TableStatements(connection, maxRows, maxPacket / 2);
        List<TargetChange.Rejected> refused = new ArrayList<>();
        int upserts = 0;
        int deletes = 0;
        long ignored = 0;
        for (TargetChange mark : batch.marks()) {
            reconciliations.mark(mark, connection);
        }
        for (EncodedDocuments documents : encoded.documents()) {
            upserts += documents.write(connection, statements);
            reconciliations.note(documents.rows(), statements.get());
            refused.addAll(documents.rejected());
            deletes += documents.rows().deletes().size();
            ignored += documents.ignoredFields();
        }
        refused.addAll(remember(encoded.history(), refused, statements.get()));
        DeadLetterTable.Letters letters = letters(batch, refused);
        reconciliations.noteLetters(letters.rejected(), batch, deadLetters, connection);
        deadLetters.write(letters, (int) Math.min(maxPacket / 4, 1 << 28), connection);
        progress.write(connection);
        connection.commit();
        progress.committed();
        deadLetters.committed(letters);
        return new Result(
                upserts, deletes, letters.rejected(), ignored, encoder.takeSchemaChanges());
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
        untold.addAll(statements.rejected());
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
