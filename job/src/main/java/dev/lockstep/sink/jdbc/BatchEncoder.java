package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.ChildTable;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.row.Cell;
import dev.lockstep.row.TargetChange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Encodes a batch for the tables as they are, and has them changed where they lack something; that
 * is done before the batch's transaction begins.
 */
final class BatchEncoder {

    /** Far more changes of one table's schema than writers can make during one batch. */
    static final int MAX_SCHEMA_CHANGES = 1_000;

    private final TargetConnection target;
    private final TableDeclarations declarations;
    private final SchemaStore schemas;
    private final SchemaEvolver evolver;
    private final LeftChanges leftChanges;
    private int schemaChanges;

    /** Rows that were encoded for a schema. */
    interface Encoding {
        /** What the schema lacks for them. */
        SchemaDemand demand();
    }

    /**
     * A batch, ready to be written.
     *
     * @param claimed the rows of documents with business keys
     * @param history the rows that tell of each change
     */
    record Encoded(
            List<EncodedDocuments> claimed,
            List<EncodedDocuments> documents,
            List<RowEncoder> history) {

        List<RowEncoder> tables() {
            Stream<EncodedDocuments> all = Stream.concat(claimed.stream(), documents.stream());
            return Stream.concat(all.flatMap(EncodedDocuments::tables), history.stream()).toList();
        }
    }

    @FunctionalInterface
    private interface Encoder<E extends Encoding> {
        E encode(TableSchema schema, Optional<String> refusal);
    }

    BatchEncoder(
            TargetConnection target,
            TableDeclarations declarations,
            SchemaStore schemas,
            SchemaEvolver evolver,
            LeftChanges leftChanges) {
        this.target = target;
        this.declarations = declarations;
        this.schemas = schemas;
        this.evolver = evolver;
        this.leftChanges = leftChanges;
    }

    Encoded encode(Batch batch) throws SQLException {
        List<EncodedDocuments> claimed = new ArrayList<>();
        for (var claims : batch.claims().entrySet()) {
            claimed.add(documents(claims.getKey(), Batch.changes(claims.getValue())));
        }
        claimed.forEach(rows -> rows.rejected().forEach(batch::refuse));
        List<EncodedDocuments> documents = new ArrayList<>();
        for (Map.Entry<String, Map<List<Cell>, TargetChange.OfRow>> rows :
                batch.rows().entrySet()) {
            documents.add(documents(rows.getKey(), rows.getValue().values()));
        }
        List<RowEncoder> history = new ArrayList<>();
        for (Map.Entry<String, List<TargetChange.Upsert>> rows : batch.history().entrySet()) {
            Declarations declared = declarations.of(namespaceOf(rows.getValue()));
            history.add(encode(rows.getKey(), declared.ofHistory(), rows.getValue()));
        }
        return new Encoded(claimed, documents, history);
    }

    private static Namespace namespaceOf(Collection<? extends TargetChange> changes) {
        return changes.iterator().next().origin().namespace();
    }

    /** How many schema changes were made since this was asked last. */
    int takeSchemaChanges() {
        int changes = schemaChanges;
        schemaChanges = 0;
        return changes;
    }

    private EncodedDocuments documents(String table, Collection<TargetChange.OfRow> changes)
            throws SQLException {
        Declarations declared = declarations.of(namespaceOf(changes));
        RowEncoder rows = encode(table, declared, changes);
        List<ChildEncoder> children = new ArrayList<>();
        for (ChildTable child : declared.children()) {
            children.add(encode(child, declared.ofChild(child, rows.schema()), changes));
        }
        return new EncodedDocuments(rows, children);
    }

    private RowEncoder encode(
            String table, Declarations declared, Collection<? extends TargetChange.OfRow> changes)
            throws SQLException {
        requireOneCollection(table, declared, changes);
        List<String> key =
                declared.hasBusinessKey()
                        ? declared.key()
                        : changes.iterator().next().key().stream().map(Cell::column).toList();
        return encode(
                table,
                declared,
                key,
                (schema, refusal) -> {
                    RowEncoder encoder = new RowEncoder(schema, declared, refusal);
                    changes.forEach(encoder::encode);
                    return encoder;
                });
    }

    private ChildEncoder encode(
            ChildTable child, Declarations declared, Collection<TargetChange.OfRow> changes)
            throws SQLException {
        return encode(
                child.table(),
                declared,
                child.key().stream().map(ColumnMapping::column).toList(),
                (schema, refusal) -> {
                    ChildEncoder encoder =
                            new ChildEncoder(child, new RowEncoder(schema, declared, refusal));
                    changes.forEach(encoder::encode);
                    return encoder;
                });
    }

    private <E extends Encoding> E encode(
            String table, Declarations declared, List<String> key, Encoder<E> encoder)
            throws SQLException {
        Optional<String> refusal = Optional.empty();
        for (int attempt = 0; attempt < MAX_SCHEMA_CHANGES; attempt++) {
            TableSchema schema = schemas.get(table, declared, key, target);
            E encoded = encoder.encode(schema, refusal);
            if (encoded.demand().isEmpty()) {
                leftChanges.note(schema, declared);
                return encoded;
            }
            schemaChanges++;
            SchemaEvolver.Outcome outcome = evolver.evolve(schema, encoded.demand(), declared);
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
}
