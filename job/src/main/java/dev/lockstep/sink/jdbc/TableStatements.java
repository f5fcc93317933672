package dev.lockstep.sink.jdbc;

import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the encoded rows of one table within the caller's transaction: multi-row statements in the
 * order of keys, so that writers lock rows in the same order. A statement that the server refuses
 * for one of its rows is undone by the server alone; it is halved until that row stands by itself.
 */
final class TableStatements {

    private final Connection connection;
    private final int maxRows;
    private final long maxBytes;
    private final List<TargetChange.Rejected> rejected = new ArrayList<>();

    /**
     * @param maxRows rows in one statement at most
     * @param maxBytes estimated bytes in one statement at most, unless a single row has more
     */
    TableStatements(Connection connection, int maxRows, long maxBytes) {
        this.connection = connection;
        this.maxRows = maxRows;
        this.maxBytes = maxBytes;
    }

    /** Rows that the server refused. */
    List<TargetChange.Rejected> rejected() {
        return rejected;
    }

    void upsert(TableSchema schema, List<RowEncoder.Row> rows) throws SQLException {
        MySqlDialect dialect = new MySqlDialect(false);
        writeAll(List.of(), rows, keyOrder(schema), count -> dialect.upsert(schema, count));
    }

    void delete(TableSchema schema, List<RowEncoder.Row> rows) throws SQLException {
        MySqlDialect dialect = new MySqlDialect(false);
        writeAll(List.of(), rows, wholeOrder(), count -> dialect.delete(schema, count));
    }

    /** Removes what documents have in a child table beside the rows that they keep. */
    void deleteOthers(ChildEncoder child, List<ChildEncoder.Document> ofDocuments)
            throws SQLException {
        List<ChildEncoder.Document> documents = new ArrayList<>(ofDocuments);
        documents.sort((a, b) -> compare(a.parent(), b.parent(), places(a.parent().size())));
        int from = 0;
        while (from < documents.size()) {
            int to = from + 1;
            int rows = documents.get(from).rows().size();
            while (to < documents.size()
                    && to - from < maxRows
                    && rows + documents.get(to).rows().size() <= maxRows) {
                rows += documents.get(to++).rows().size();
            }
            deletePart(child, documents.subList(from, to));
            from = to;
        }
    }

    private void deletePart(ChildEncoder child, List<ChildEncoder.Document> documents)
            throws SQLException {
        TableSchema schema = child.rows().schema();
        List<RowEncoder.Row> kept =
                documents.stream().flatMap(document -> document.rows().stream()).toList();
        // One document with more rows than a statement takes has all of them written anew.
        List<RowEncoder.Row> rows = kept.size() > maxRows ? List.of() : kept;
        String sql =
                MySqlDialect.deleteOthers(
                        schema, child.parentColumns(), documents.size(), rows.size());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int parameter = 1;
            for (ChildEncoder.Document document : documents) {
                for (Object value : document.parent()) {
                    statement.setObject(parameter++, value);
                }
            }
            List<Integer> key = schema.keyPlaces();
            for (RowEncoder.Row row : rows) {
                for (int place : key) {
                    statement.setObject(parameter++, row.parameters().get(place));
                }
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            if (SqlErrors.classify(e) != SqlErrors.Kind.ROW) {
                throw e;
            } else if (documents.size() == 1) {
                reject(documents.get(0).origin(), e);
                return;
            }
            int middle = documents.size() / 2;
            deletePart(child, documents.subList(0, middle));
            deletePart(child, documents.subList(middle, documents.size()));
        }
    }

    void update(TableSchema schema, RowEncoder.Updates updates) throws SQLException {
        writeAll(
                updates.values(),
                updates.rows(),
                wholeOrder(),
                count -> MySqlDialect.update(schema, updates.columns(), count));
    }

    /**
     * Notes rows that have a document.
     *
     * @param first what they are noted for
     */
    void note(TableSchema schema, List<@Nullable Object> first, List<RowEncoder.Row> keys)
            throws SQLException {
        writeAll(first, keys, wholeOrder(), count -> MySqlDialect.note(schema, count));
    }

    /**
     * Writes rows in statements of as many as it may.
     *
     * @param first a statement's parameters before those of its rows
     */
    private void writeAll(
            List<@Nullable Object> first,
            List<RowEncoder.Row> rows,
            Comparator<RowEncoder.Row> order,
            IntFunction<String> sql)
            throws SQLException {
        List<RowEncoder.Row> sorted = new ArrayList<>(rows);
        sorted.sort(order);
        int from = 0;
        while (from < sorted.size()) {
            int to = endOfStatement(sorted, from);
            write(first, sorted.subList(from, to), sql);
            from = to;
        }
    }

    private int endOfStatement(List<RowEncoder.Row> rows, int from) {
        long bytes = rows.get(from).bytes();
        int to = from + 1;
        while (to < rows.size() && to - from < maxRows) {
            bytes += rows.get(to).bytes();
            if (bytes > maxBytes) {
                break;
            }
            to++;
        }
        return to;
    }

    private void write(
            List<@Nullable Object> first, List<RowEncoder.Row> rows, IntFunction<String> sql)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.apply(rows.size()))) {
            int parameter = 1;
            for (Object value : first) {
                statement.setObject(parameter++, value);
            }
            for (RowEncoder.Row row : rows) {
                for (Object value : row.parameters()) {
                    statement.setObject(parameter++, value);
                }
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            if (SqlErrors.classify(e) != SqlErrors.Kind.ROW) {
                throw e;
            }
            bisect(first, rows, sql, e);
        }
    }

    private void bisect(
            List<@Nullable Object> first,
            List<RowEncoder.Row> rows,
            IntFunction<String> sql,
            SQLException e)
            throws SQLException {
        if (rows.size() > 1) {
            int middle = rows.size() / 2;
            write(first, rows.subList(0, middle), sql);
            write(first, rows.subList(middle, rows.size()), sql);
            return;
        }
        reject(rows.get(0).change().origin(), e);
    }

    private void reject(Origin origin, SQLException e) {
        DeadLetter letter =
                new DeadLetter(
                        DeadLetter.Code.ROW_REJECTED,
                        SqlErrors.column(e),
                        "the target refused the row: " + SqlErrors.describe(e),
                        null);
        rejected.add(new TargetChange.Rejected(origin, letter));
    }

    private static Comparator<RowEncoder.Row> keyOrder(TableSchema schema) {
        List<Integer> places = schema.keyPlaces();
        return (a, b) -> compare(a.parameters(), b.parameters(), places);
    }

    private static Comparator<RowEncoder.Row> wholeOrder() {
        return (a, b) -> compare(a.parameters(), b.parameters(), places(a.parameters().size()));
    }

    private static List<Integer> places(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static int compare(
            List<@Nullable Object> a, List<@Nullable Object> b, List<Integer> places) {
        for (int place : places) {
            int order = compareValues(a.get(place), b.get(place));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Key columns hold one type each. */
    @SuppressWarnings("unchecked")
    private static int compareValues(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Comparable<?> && b != null && a.getClass() == b.getClass()) {
            return ((Comparable<Object>) a).compareTo(b);
        }
        if (a instanceof byte[] left && b instanceof byte[] right) {
            return Arrays.compareUnsigned(left, right);
        }
        return String.valueOf(a).compareTo(String.valueOf(b));
    }
}
