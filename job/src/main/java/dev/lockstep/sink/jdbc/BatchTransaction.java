package dev.lockstep.sink.jdbc;

import dev.lockstep.config.Pipeline;
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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes one batch in one transaction of the target: rows, then dead letters, then the progress of
 * the stream, which fails when another writer has taken this one's documents over.
 */
final class BatchTransaction {

    private final TargetConnection target;
    private final TableDeclarations declarations;
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
        this.declarations = new TableDeclarations(pipeline.collections());
        this.progress = progress;
        this.reconciliations = new Reconciliations(pipeline.name(), progress);
        this.maxRows = pipeline.delivery().batchRows();
        this.evolver = new SchemaEvolver(target);
        this.encoder = new BatchEncoder(target, declarations, schemas, evolver, leftChanges);
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
        encoder.takeSchemaChanges();
        int changes = 0;
        Map<String, TargetChange.Rejected> unfit = new LinkedHashMap<>();
        while (true) {
            BatchEncoder.Encoded encoded = encoder.encode(batch);
            reconciliations.lock(!batch.marks().isEmpty(), target.get());
            if (lock(encoded.tables())) {
                Optional<Result> result = commit(batch, encoded, unfit);
                if (result.isPresent()) {
                    return result.get();
                }
                target.rollback();
                continue;
            }
            target.rollback();
            if (++changes > BatchEncoder.MAX_SCHEMA_CHANGES) {
                throw new SQLException("The tables' schemas never stay the same for one batch");
            }
            for (RowEncoder rows : encoded.tables()) {
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

    /** Nothing when documents turned out not to fit, without which it is to be tried again. */
    private Optional<Result> commit(
            Batch batch, BatchEncoder.Encoded encoded, Map<String, TargetChange.Rejected> unfit)
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
        for (EncodedDocuments documents : encoded.claimed()) {
            String table = documents.rows().schema().table();
            if (batch.claims().containsKey(table)) {
                Collection<KeyContest.Wish> wishes = batch.claims().get(table).values();
                claimedRows.write(documents, wishes, connection);
                reconciliations.note(table, wishes, connection);
            }
        }
        if (!claimedRows.unfit().isEmpty()) {
            claimedRows.unfit().stream()
                    .filter(letter -> !batch.refuse(letter))
                    .forEach(letter -> unfit.put(Batch.documentOf(letter.origin()), letter));
            return Optional.empty();
        }
        List<TargetChange.Rejected> refused = new ArrayList<>();
        int written =
                claimedRows.written().stream()
                        .flatMap(EncodedDocuments::tables)
                        .mapToInt(RowEncoder::written)
                        .sum();
        for (EncodedDocuments documents : encoded.documents()) {
            written += documents.write(connection, newStatements);
            reconciliations.note(documents.rows(), newStatements.get());
            refused.addAll(documents.rejected());
        }
        refused.addAll(remember(encoded.history(), refused, newStatements.get()));
        refused.addAll(claimedRows.lost());
        DeadLetterTable.Letters letters = letters(batch, refused, unfit.values());
        reconciliations.noteLetters(letters.rejected(), batch, deadLetters, connection);
        deadLetters.write(letters, (int) Math.min(maxPacket / 4, 1 << 28), connection);
        deadLetters.supersedeDuplicates(claimedRows.won(), connection);
        progress.write(connection);
        connection.commit();
        progress.committed();
        deadLetters.committed(letters);
        List<EncodedDocuments> all =
                Stream.concat(encoded.documents().stream(), claimedRows.written().stream())
                        .toList();
        return Optional.of(
                new Result(
                        written,
                        all.stream().mapToInt(documents -> documents.rows().deletes().size()).sum(),
                        letters.rejected(),
                        all.stream().mapToLong(EncodedDocuments::ignoredFields).sum(),
                        encoder.takeSchemaChanges()));
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
