package dev.lockstep.local.check;

import dev.lockstep.local.workload.Content;
import dev.lockstep.local.workload.Content.Item;
import dev.lockstep.local.workload.DocumentKey;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A row as it was seen.
 *
 * @param isWhole whether the checksum in it is that of its values
 * @param hasItsItems whether the rows in the child tables are those of its version
 */
record RowVersion(DocumentKey key, long version, boolean isWhole, boolean hasItsItems) {

    /**
     * Reads the row at which the result stands.
     *
     * @param items from the child tables
     */
    static RowVersion read(String table, ResultSet row, List<Item> items) throws SQLException {
        DocumentKey key = DocumentKey.of(table, row.getString("id"));
        long version = row.getLong("version");
        Content content = content(row, items);
        return new RowVersion(
                key,
                version,
                row.getLong("checksum") == content.checksum(key, version),
                row.getLong("items_checksum") == content.itemsChecksum(key, version));
    }

    /** By the names that the mapping's convention gives. */
    private static Content content(ResultSet row, List<Item> items) throws SQLException {
        return new Content(
                String.valueOf(row.getString("name")),
                row.getDouble("amount"),
                row.getLong("nested_count"),
                String.valueOf(row.getString("nested_text")),
                tags(String.valueOf(row.getString("tags"))),
                items,
                note(row),
                millis(row.getObject("at", LocalDateTime.class)));
    }

    /** The column comes with the first document that has the field. */
    private static @Nullable String note(ResultSet row) throws SQLException {
        ResultSetMetaData columns = row.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            if (columns.getColumnName(i).equals("note")) {
                return row.getString(i);
            }
        }
        return null;
    }

    private static List<Integer> tags(String json) {
        return Stream.of(json.replaceAll("[\\[\\] ]", "").split(","))
                .filter(tag -> tag.matches("-?\\d{1,9}"))
                .map(Integer::valueOf)
                .toList();
    }

    private static long millis(@Nullable LocalDateTime time) {
        return time == null ? 0 : time.toInstant(ZoneOffset.UTC).toEpochMilli();
    }
}
