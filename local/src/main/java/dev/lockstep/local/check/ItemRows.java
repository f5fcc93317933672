package dev.lockstep.local.check;

import dev.lockstep.local.workload.Content.Item;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The items in the child tables of one table, by the key column of the row that they are below. A
 * row that is out of place is there as an item that no document has.
 */
final class ItemRows {

    private static final Item NO_ITEM = new Item("out of place", -1, List.of());
    private static final int NO_PART = -1;

    private final Map<String, List<Item>> items = new HashMap<>();

    /** What is done with the row at which the result stands. */
    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private ItemRows() {}

    /**
     * Reads them.
     *
     * @param connection in a transaction that sees all tables as they are at one moment
     */
    static ItemRows read(String table, Connection connection) throws SQLException {
        Map<String, Map<Integer, List<Integer>>> parts = new HashMap<>();
        each(
                "SELECT * FROM `%s_items_parts` ORDER BY %1$s_id, items_ordinal, ordinal"
                        .formatted(table),
                connection,
                row ->
                        addPart(
                                row,
                                parts.computeIfAbsent(
                                                row.getString(table + "_id"),
                                                any -> new TreeMap<>())
                                        .computeIfAbsent(
                                                row.getInt("items_ordinal"),
                                                any -> new ArrayList<>())));
        ItemRows rows = new ItemRows();
        each(
                "SELECT * FROM `%s_items` ORDER BY %1$s_id, ordinal".formatted(table),
                connection,
                row -> {
                    String id = row.getString(table + "_id");
                    rows.add(row, id, parts.getOrDefault(id, Collections.emptyMap()));
                });
        parts.forEach((id, left) -> left.values().forEach(any -> rows.of(id).add(NO_ITEM)));
        return rows;
    }

    private static void addPart(ResultSet row, List<Integer> parts) throws SQLException {
        boolean inPlace = row.getInt("ordinal") == parts.size();
        parts.add(inPlace ? row.getInt("value") : NO_PART);
    }

    private void add(ResultSet row, String id, Map<Integer, List<Integer>> parts)
            throws SQLException {
        List<Item> before = of(id);
        int ordinal = row.getInt("ordinal");
        List<Integer> own = parts.remove(ordinal);
        before.add(
                ordinal == before.size()
                        ? new Item(
                                String.valueOf(row.getString("name")),
                                row.getDouble("price"),
                                own == null ? List.of() : own)
                        : NO_ITEM);
    }

    private List<Item> of(String id) {
        return items.computeIfAbsent(id, any -> new ArrayList<>());
    }

    /** Those of one row, which are not {@link #left} then. */
    List<Item> take(String id) {
        List<Item> taken = items.remove(id);
        return taken == null ? List.of() : taken;
    }

    /** The keys of rows that are not there, of items that are. */
    Set<String> left() {
        return items.keySet();
    }

    /** No rows without the table: it comes with the first element. */
    private static void each(String sql, Connection connection, Row rows) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                rows.read(row);
            }
        } catch (SQLException e) {
            if (e.getErrorCode() != Target.NO_SUCH_TABLE) {
                throw e;
            }
        }
    }
}
