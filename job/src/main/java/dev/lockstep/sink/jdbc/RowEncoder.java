package dev.lockstep.sink.jdbc;

import dev.lockstep.row.Cell;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import dev.lockstep.type.Fit;
import dev.lockstep.type.Utf8;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns the changes of one table into statement parameters for the schema it has, and notes what
 * the schema lacks.
 */
final class RowEncoder implements BatchEncoder.Encoding {

    /**
     * A row ready for its statement.
     *
     * @param parameters one for each column of the statement
     * @param bytes an estimate of its size in the statement
     */
    record Row(TargetChange change, List<@Nullable Object> parameters, long bytes) {}

    /**
     * Rows that one statement can write.
     *
     * @param schema the table's, its written columns being those that the rows have parameters for
     */
    record Upserts(TableSchema schema, List<Row> rows) {}

    /**
     * Rows, with the parameters of their keys, that get the same values.
     *
     * @param columns those that change
     * @param values their parameters
     */
    record Updates(List<String> columns, List<@Nullable Object> values, List<Row> rows) {}

    private final TableSchema schema;
    private final Declarations declared;
    private final CellFit cells;
    private final Map<List<String>, Upserts> upserts = new LinkedHashMap<>();
    private final Map<List<List<@Nullable Object>>, Updates> updates = new LinkedHashMap<>();
    private final List<Row> deletes = new ArrayList<>();
    private final List<Row> seen = new ArrayList<>();
    private final List<TargetChange.Rejected> rejected = new ArrayList<>();

    /**
     * @param refusal why the table could not be changed as it was demanded; rows that demand it are
     *     rejected. Empty when it was not tried.
     */
    RowEncoder(TableSchema schema, Declarations declared, Optional<String> refusal) {
        this.schema = schema;
        this.declared = declared;
        this.cells = new CellFit(schema, declared, refusal);
    }

    /** For other rows of the same table. */
    RowEncoder empty(Optional<String> otherRefusal) {
        return new RowEncoder(schema, declared, otherRefusal);
    }

    void encode(TargetChange.OfRow change) {
        if (change instanceof TargetChange.Upsert upsert) {
            encode(upsert);
        } else if (change instanceof TargetChange.Update update && schema.exists()) {
            encodeUpdate(update);
        } else if (change instanceof TargetChange.Delete delete && schema.exists()) {
            keyRow(delete).ifPresent(deletes::add);
        } else if (change instanceof TargetChange.Seen known && schema.exists()) {
            keyRow(known).ifPresent(seen::add);
        }
    }

    /** The keys of all rows that have a document, for as far as these changes tell. */
    List<Row> present() {
        Stream<Row> written = upserts.values().stream().flatMap(same -> same.rows().stream());
        return Stream.concat(
                        written.flatMap(row -> keyRow((TargetChange.OfRow) row.change()).stream()),
                        seen.stream())
                .toList();
    }

    /** What must change before these rows can be written; when empty, the rows are complete. */
    @Override
    public SchemaDemand demand() {
        return cells.demand();
    }

    Declarations declared() {
        return declared;
    }

    TableSchema schema() {
        return schema;
    }

    Collection<Upserts> upserts() {
        return upserts.values();
    }

    Collection<Updates> updates() {
        return updates.values();
    }

    /** How many rows get new values. */
    int written() {
        int inserted = upserts.values().stream().mapToInt(same -> same.rows().size()).sum();
        return inserted + updates.values().stream().mapToInt(same -> same.rows().size()).sum();
    }

    List<Row> deletes() {
        return deletes;
    }

    List<TargetChange.Rejected> rejected() {
        return rejected;
    }

    long ignoredFields() {
        return cells.ignoredFields();
    }

    /** The row; none when it is rejected. */
    Optional<Row> encode(TargetChange.Upsert upsert) {
        Upserts same =
                upserts.computeIfAbsent(
                        upsert.kept(),
                        kept ->
                                new Upserts(
                                        kept.isEmpty() ? schema : schema.keeping(kept),
                                        new ArrayList<>()));
        RowBuilder row = new RowBuilder(same.schema());
        for (Cell cell : upsert.key()) {
            row.accept(cell, cells.keyFit(cell));
        }
        for (Cell cell : upsert.cells()) {
            row.accept(cell, cells.fit(cell));
        }
        if (row.reason != null) {
            DeadLetter.Code code = row.reason.code();
            reject(upsert, code, row.reasonColumn, row.reason.reason());
            keyRow(upsert).ifPresent(seen::add); // the row of before stays
            return Optional.empty();
        }
        Row encoded = new Row(upsert, row.parameters, row.bytes);
        same.rows().add(encoded);
        return Optional.of(encoded);
    }

    private void encodeUpdate(TargetChange.Update update) {
        List<String> columns = new ArrayList<>();
        List<@Nullable Object> values = new ArrayList<>();
        for (Cell cell : update.cells()) {
            Fit fit = cells.fit(cell);
            Column column = schema.column(cell);
            if (fit instanceof Fit.Misfit misfit) {
                reject(update, misfit.code(), cell.place(), misfit.reason());
                return;
            } else if (fit instanceof Fit.Fits fits && column != null) {
                columns.add(column.name());
                values.add(MySqlDialect.parameter(fits.parameter()));
            }
        }
        Optional<Row> row = columns.isEmpty() ? Optional.empty() : keyRow(update);
        row.ifPresent(
                it ->
                        updates.computeIfAbsent(
                                        List.of(new ArrayList<>(columns), values),
                                        same -> new Updates(columns, values, new ArrayList<>()))
                                .rows()
                                .add(it));
    }

    /**
     * The key as it stands in the row; none for an id that the key's column can't hold, which has
     * no row there.
     */
    private Optional<Row> keyRow(TargetChange.OfRow change) {
        List<@Nullable Object> parameters = new ArrayList<>();
        for (Column column : schema.key()) {
            for (Cell cell : change.key()) {
                if (TableSchema.fold(cell.column()).equals(TableSchema.fold(column.name()))
                        && declared.fitKey(cell, column.type()) instanceof Fit.Fits fits) {
                    parameters.add(fits.parameter());
                }
            }
        }
        if (!parameters.isEmpty() && parameters.size() == schema.key().size()) {
            return Optional.of(new Row(change, parameters, 64L * parameters.size()));
        }
        return Optional.empty();
    }

    /** The parameters of a part of the key; none for what its columns can't hold. */
    Optional<List<@Nullable Object>> keyParameters(List<Cell> part) {
        List<@Nullable Object> parameters = new ArrayList<>();
        for (Cell cell : part) {
            Column column = schema.column(cell.column());
            if (column != null && declared.fitKey(cell, column.type()) instanceof Fit.Fits fits) {
                parameters.add(fits.parameter());
            }
        }
        return Optional.of(parameters).filter(it -> it.size() == part.size());
    }

    /** The same, but columns that can't hold it are to be widened, or the change is rejected. */
    Optional<List<@Nullable Object>> demandKey(TargetChange change, List<Cell> part) {
        for (Cell cell : part) {
            if (cells.keyFit(cell) instanceof Fit.Misfit misfit) {
                reject(change, misfit.code(), cell.column(), misfit.reason());
                return Optional.empty();
            }
        }
        return keyParameters(part);
    }

    /** Leaves out changes; the rows that are there stay, also in a reconciliation. */
    void drop(Set<Origin> origins) {
        Predicate<Row> dropped = row -> origins.contains(row.change().origin());
        for (Upserts same : upserts.values()) {
            same.rows().stream()
                    .filter(dropped)
                    .flatMap(row -> keyRow((TargetChange.OfRow) row.change()).stream())
                    .forEach(seen::add);
            same.rows().removeIf(dropped);
        }
        updates.values().forEach(same -> same.rows().removeIf(dropped));
        deletes.removeIf(dropped);
    }

    void reject(TargetChange change, DeadLetter.Code code, String column, String reason) {
        rejected.add(
                new TargetChange.Rejected(
                        change.origin(),
                        new DeadLetter(code, declared.pathOf(column), reason, null)));
    }

    /** The row under construction; a first misfit makes it a dead letter. */
    private static final class RowBuilder {
        private final TableSchema schema;
        private final List<@Nullable Object> parameters;
        private long bytes;
        private Fit.@Nullable Misfit reason;
        private String reasonColumn = "";

        RowBuilder(TableSchema schema) {
            this.schema = schema;
            this.parameters = new ArrayList<>(Collections.nCopies(schema.written().size(), null));
        }

        void accept(Cell cell, Fit fit) {
            if (fit instanceof Fit.Misfit misfit) {
                if (reason == null) {
                    reason = misfit;
                    reasonColumn = cell.place();
                }
            } else if (fit instanceof Fit.Fits fits) {
                int place = schema.place(cell);
                if (place >= 0) {
                    parameters.set(place, MySqlDialect.parameter(fits.parameter()));
                    bytes += size(fits.parameter());
                }
            }
        }

        private long size(@Nullable Object parameter) {
            if (parameter instanceof String text) {
                return Utf8.length(text) + 4;
            } else if (parameter instanceof byte[] binary) {
                return binary.length + 16L;
            }
            return 24;
        }
    }
}
