package dev.lockstep.sink.jdbc;

import dev.lockstep.mapping.ColumnNames;
import dev.lockstep.type.ColumnType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes a column's type and with it the form of its values: fills a new column with them, then
 * puts that in the old one's place in one atomic statement. So a process that dies in between
 * leaves the column as it was, and a leftover that the next conversion drops.
 */
final class ColumnConversion {

    private static final String COPY = MySqlDialect.quote(ColumnNames.CONVERTING);

    private final MySqlDialect dialect;
    private final Statement statement;
    private final TableSchema schema;
    private final String table;

    /**
     * @param statement commits by itself
     */
    ColumnConversion(MySqlDialect dialect, Statement statement, TableSchema schema) {
        this.dialect = dialect;
        this.statement = statement;
        this.schema = schema;
        this.table = MySqlDialect.quote(schema.table());
    }

    /** A copy, because MODIFY would take a text as JSON instead of quoting it. */
    void toJson(Column present) throws SQLException {
        String column = MySqlDialect.quote(present.name());
        convert(
                present,
                "JSON",
                JsonConversion.expression(present.type(), column),
                List.of(),
                List.of());
    }

    /**
     * Turns a part of the primary key into text. Keys that were noted for a reconciliation are
     * noted again as what they become: else the rows would be taken for orphans.
     */
    void keyToText(Column present, ColumnType text) throws SQLException {
        String column = MySqlDialect.quote(present.name());
        convert(
                present,
                dialect.typeSql(present.withType(text)),
                KeyConversion.expression(present.type(), column),
                noteAgain(column),
                List.of("DROP PRIMARY KEY", "ADD PRIMARY KEY (" + primaryKey() + ")"));
    }

    private String primaryKey() throws SQLException {
        return String.join(",", PrimaryKey.read(schema.table(), statement.getConnection()));
    }

    private List<String> noteAgain(String column) throws SQLException {
        List<String> key = MySqlDialect.hashedKey(schema);
        List<String> converted =
                key.stream().map(part -> part.equals(column) ? COPY : part).toList();
        List<String> sql = new ArrayList<>();
        try (ResultSet noted =
                statement.executeQuery(
                        "SELECT DISTINCT pipeline, HEX(reconciliation) FROM lockstep_seen"
                                + " WHERE table_name = "
                                + MySqlDialect.literal(schema.table()))) {
            while (noted.next()) {
                String note =
                        MySqlDialect.literal(noted.getString(1))
                                + ", "
                                + MySqlDialect.literal(schema.table())
                                + ", UNHEX('"
                                + noted.getString(2)
                                + "'), ";
                sql.add(
                        "INSERT IGNORE INTO lockstep_seen"
                                + " (pipeline, table_name, reconciliation, key_hash) SELECT "
                                + note
                                + MySqlDialect.keyHash(converted)
                                + " FROM "
                                + table
                                + " WHERE ("
                                + note
                                + MySqlDialect.keyHash(key)
                                + ") IN (SELECT pipeline, table_name, reconciliation, key_hash"
                                + " FROM lockstep_seen)");
            }
        }
        return sql;
    }

    /**
     * @param before statements to run when the copy is filled, before it takes the column's place
     * @param clauses what else the statement does that puts it there
     */
    private void convert(
            Column present,
            String type,
            String expression,
            List<String> before,
            List<String> clauses)
            throws SQLException {
        dropLeftover();
        statement.execute("ALTER TABLE " + table + " ADD COLUMN " + COPY + " " + type + " NULL");
        try {
            fill(present, expression);
            for (String sql : before) {
                statement.execute(sql);
            }
            replace(present, type, clauses);
        } catch (SQLException e) {
            dropCopyAfter(e);
            throw e;
        }
    }

    private void fill(Column present, String expression) throws SQLException {
        statement.execute(
                "UPDATE "
                        + table
                        + " SET "
                        + COPY
                        + " = "
                        + expression
                        + " WHERE "
                        + MySqlDialect.quote(present.name())
                        + " IS NOT NULL");
    }

    private void replace(Column present, String type, List<String> clauses) throws SQLException {
        String column = MySqlDialect.quote(present.name());
        List<String> all = new ArrayList<>(clauses);
        all.add("DROP COLUMN " + column);
        all.add(
                "CHANGE COLUMN "
                        + COPY
                        + " "
                        + column
                        + " "
                        + type
                        + (present.key() ? " NOT NULL" : " NULL")
                        + MySqlDialect.comment(present.attributes().comment())
                        + place(present));
        statement.execute(MySqlDialect.alterTable(schema.table(), all));
    }

    /** Where the column was. */
    private String place(Column present) {
        int index = schema.columns().indexOf(present);
        return index == 0
                ? " FIRST"
                : " AFTER " + MySqlDialect.quote(schema.columns().get(index - 1).name());
    }

    private void dropCopyAfter(SQLException failure) {
        try {
            dropLeftover();
        } catch (SQLException e) {
            failure.addSuppressed(SqlErrors.withoutMessage(e)); // the next conversion drops it
        }
    }

    /** A conversion that a dead writer did not end leaves its copy behind. */
    private void dropLeftover() throws SQLException {
        String sql =
                "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()"
                        + " AND table_name = "
                        + MySqlDialect.literal(schema.table())
                        + " AND column_name = "
                        + MySqlDialect.literal(ColumnNames.CONVERTING);
        boolean leftover;
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            leftover = row.getInt(1) > 0;
        }
        if (leftover) {
            statement.execute("ALTER TABLE " + table + " DROP COLUMN " + COPY);
        }
    }
}
