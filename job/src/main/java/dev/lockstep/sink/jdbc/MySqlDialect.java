package dev.lockstep.sink.jdbc;

import dev.lockstep.type.ColumnType;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The SQL texts that MySQL and MariaDB take. The dialect of flink-connector-jdbc does not serve: it
 * writes one row a statement, has no delete by key list, and leaves a backtick in a name unescaped.
 */
final class MySqlDialect {

    private final boolean mariaDb;

    MySqlDialect(boolean mariaDb) {
        this.mariaDb = mariaDb;
    }

    static String quote(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    /** {@code INSERT ... ON DUPLICATE KEY UPDATE} of several rows, one parameter a column. */
    String upsert(TableSchema schema, int rows) {
        List<Column> columns = schema.written();
        List<Column> values = columns.stream().filter(column -> !column.key()).toList();
        // VALUES(), not a row alias: MariaDB does not know the alias.
        String updates =
                (values.isEmpty() ? schema.key() : values)
                        .stream()
                                .map(column -> quote(column.name()))
                                .map(name -> name + "=VALUES(" + name + ")")
                                .collect(Collectors.joining(","));
        return "INSERT INTO "
                + quote(schema.table())
                + " ("
                + names(columns)
                + ") VALUES "
                + repeat(tuple(columns.size()), rows)
                + " ON DUPLICATE KEY UPDATE "
                + updates;
    }

    /** {@code UPDATE ... WHERE key IN (...)}: the columns' values, then the keys. */
    static String update(TableSchema schema, List<String> columns, int rows) {
        String values =
                columns.stream()
                        .map(column -> quote(column) + "=?")
                        .collect(Collectors.joining(","));
        return "UPDATE " + quote(schema.table()) + " SET " + values + where(schema, rows);
    }

    /** {@code DELETE ... WHERE key IN (...)}. */
    String delete(TableSchema schema, int rows) {
        return "DELETE FROM " + quote(schema.table()) + where(schema, rows);
    }

    /**
     * {@code DELETE ... WHERE parent IN (...) AND key NOT IN (...)}: the keys of the parents, then
     * those of the rows that stay.
     */
    static String deleteOthers(TableSchema schema, List<String> parent, int parents, int rows) {
        List<Column> key = schema.key();
        return "DELETE FROM "
                + quote(schema.table())
                + " WHERE "
                + isAnyOf(parent.stream().map(MySqlDialect::quote).toList(), parents)
                + (rows == 0
                        ? ""
                        : " AND (%s) NOT IN (%s)"
                                .formatted(names(key), repeat(tuple(key.size()), rows)));
    }

    /**
     * Notes the keys of those rows that are there: what they are noted for, then the keys. The
     * server itself makes the hash from the columns, so it is the same as when rows are looked up.
     */
    static String note(TableSchema schema, int rows) {
        return "INSERT IGNORE INTO lockstep_seen (pipeline, table_name, reconciliation, key_hash)"
                + " SELECT ?,?,?,"
                + keyHash(hashedKey(schema))
                + " FROM "
                + quote(schema.table())
                + where(schema, rows);
    }

    /** The key's columns, quoted, in the order in which they are hashed. */
    static List<String> hashedKey(TableSchema schema) {
        return schema.key().stream().map(column -> quote(column.name())).sorted().toList();
    }

    /**
     * A hash of a primary key.
     *
     * @param columns quoted, in the order of the key columns' names
     */
    static String keyHash(List<String> columns) {
        return columns.stream()
                .map(column -> "SHA2(" + column + ",256)")
                .collect(Collectors.joining(",", "UNHEX(SHA2(CONCAT(", "),256))"));
    }

    /**
     * The clause of a comment; nothing for none. It relies on the session's sql_mode, in which a
     * backslash escapes: a comment takes no text in hexadecimal digits.
     */
    static String comment(String comment) {
        return comment.isEmpty()
                ? ""
                : " COMMENT '" + comment.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /** The driver writes numbers as decimal literals, where zero has no sign; a text keeps it. */
    static @Nullable Object parameter(@Nullable Object value) {
        return value instanceof Double number && number == 0 && 1 / number < 0 ? "-0.0" : value;
    }

    /** A text in SQL, whatever sql_mode says of backslashes. */
    static String literal(String text) {
        return text.contains("\\")
                ? "_utf8mb4 0x" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8))
                : "'" + text.replace("'", "''") + "'";
    }

    private static String where(TableSchema schema, int rows) {
        List<String> key = schema.key().stream().map(column -> quote(column.name())).toList();
        return " WHERE " + isAnyOf(key, rows);
    }

    /**
     * Whether columns are one of several tuples of values. One tuple is no list: MariaDB would look
     * through the whole table, and wait for every row that another writer has locked.
     *
     * @param columns quoted
     */
    static String isAnyOf(List<String> columns, int tuples) {
        String names = String.join(",", columns);
        if (columns.size() == 1) {
            return names + " IN (" + repeat("?", tuples) + ")";
        } else if (tuples == 1) {
            return columns.stream().map(it -> it + "=?").collect(Collectors.joining(" AND "));
        }
        return "(" + names + ") IN (" + repeat(tuple(columns.size()), tuples) + ")";
    }

    String createTable(String table, List<Column> columns, String comment) {
        List<Column> key = columns.stream().filter(Column::key).toList();
        return "CREATE TABLE IF NOT EXISTS "
                + quote(table)
                + " ("
                + columns.stream().map(this::definition).collect(Collectors.joining(", "))
                + ", PRIMARY KEY ("
                + names(key)
                + ")) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4"
                + comment(comment);
    }

    String addColumn(Column column) {
        return "ADD COLUMN " + definition(column);
    }

    String modifyColumn(Column column) {
        return "MODIFY COLUMN " + definition(column);
    }

    static String alterTable(String table, List<String> clauses) {
        return "ALTER TABLE " + quote(table) + " " + String.join(", ", clauses);
    }

    private String definition(Column column) {
        boolean notNull = column.key() || !column.nullable();
        return quote(column.name())
                + " "
                + typeSql(column)
                + (notNull ? " NOT NULL" : " NULL")
                + defaultSql(column)
                + comment(column.attributes().comment());
    }

    /** In brackets where the type takes expressions only. */
    private static String defaultSql(Column column) {
        String sql = column.attributes().defaultSql();
        boolean offPage =
                column.type() instanceof ColumnType.Text
                        || column.type() instanceof ColumnType.Blob;
        if (sql == null || column.type() instanceof ColumnType.Json) {
            return "";
        }
        return " DEFAULT " + (offPage && !sql.startsWith("(") ? "(" + sql + ")" : sql);
    }

    String typeSql(Column column) {
        String type = column.type().toString();
        if (column.type() instanceof ColumnType.Char) {
            return type + " CHARACTER SET ascii COLLATE ascii_bin";
        } else if (column.type() instanceof ColumnType.VarChar && column.key()) {
            // Ids differ by case, accents and trailing spaces: only a binary NO PAD collation does.
            return type
                    + " CHARACTER SET utf8mb4 COLLATE "
                    + (mariaDb ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin");
        } else if (column.type() instanceof ColumnType.VarChar
                || column.type() instanceof ColumnType.Text) {
            String collation = column.attributes().collation();
            return type
                    + " CHARACTER SET utf8mb4"
                    + (collation == null ? "" : " COLLATE " + collation);
        }
        return type;
    }

    private static String names(List<Column> columns) {
        return columns.stream()
                .map(column -> quote(column.name()))
                .collect(Collectors.joining(","));
    }

    static String tuple(int size) {
        return "(" + repeat("?", size) + ")";
    }

    static String repeat(String text, int times) {
        return String.join(",", Collections.nCopies(times, text));
    }
}
