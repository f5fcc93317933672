package dev.lockstep.local.verify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether there is a table, and which of its columns hold JSON. */
final class TableColumns {

    /** MySQL has a type for it; MariaDB makes it LONGTEXT with a check. */
    private static final Pattern JSON =
            Pattern.compile("(?m)^\\s*`(.*?)` json\\b|json_valid\\(`(.*?)`\\)");

    private TableColumns() {}

    static boolean exists(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT 1 FROM information_schema.tables"
                                + " WHERE table_schema = DATABASE() AND table_name = ?")) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    static Set<String> json(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW CREATE TABLE " + quote(table))) {
            rows.next();
            return json(rows.getString(2));
        }
    }

    static Set<String> json(String createTable) {
        Set<String> columns = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Matcher matcher = JSON.matcher(createTable);
        while (matcher.find()) {
            String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            columns.add(name.replace("``", "`"));
        }
        return columns;
    }

    static String quote(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
