package dev.lockstep.local.verify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bson.BsonArray;

/**
 * Which column of a table each field goes to: the one that {@code lockstep_columns} has for it, if
 * only that has a name which the field may have; else the one that is named as the field.
 */
final class FieldColumns {

    private static final int NO_SUCH_TABLE = 1146;

    /** What can't be a column's name: it is mended, and ends with a hash. */
    private static final Pattern NO_NAME =
            Pattern.compile(
                    "|.{65,}|.*[\\s\\\\]|.*\\\\`.*|.*[^\\x01-\\ud7ff\\ue000-\\uffff].*"
                            + "|(?i:db_row_id|db_trx_id|db_roll_ptr|fts_doc_id)",
                    Pattern.DOTALL);

    private static final Pattern HASHED = Pattern.compile(".*_[0-9a-f]{8,56}", Pattern.DOTALL);

    private final Set<String> key;
    private final Map<List<String>, String> columns = new HashMap<>();
    private final Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private FieldColumns(Set<String> key) {
        this.key = key;
    }

    /**
     * Fields go to the columns that have their names.
     *
     * @param key the key's columns, in a set that takes no heed of case
     */
    static FieldColumns byName(Set<String> key) {
        return new FieldColumns(key);
    }

    /** Reads what is noted of a table's columns; nothing where nothing is noted. */
    static FieldColumns read(Connection connection, String table, Set<String> key)
            throws SQLException {
        FieldColumns columns = new FieldColumns(key);
        Map<String, List<String>> noted = noted(connection, table);
        for (String column : columnsOf(connection, table)) {
            List<String> field = noted.get(column);
            if (field != null) {
                columns.add(column, field);
            }
        }
        return columns;
    }

    private static Map<String, List<String>> noted(Connection connection, String table)
            throws SQLException {
        Map<String, List<String>> noted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT column_name, path FROM lockstep_columns WHERE table_name = ?"
                                + " AND path IS NOT NULL")) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    noted.put(
                            row.getString(1),
                            BsonArray.parse(row.getString(2)).stream()
                                    .map(name -> name.asString().getValue())
                                    .toList());
                }
            }
        } catch (SQLException e) {
            if (e.getErrorCode() != NO_SUCH_TABLE) {
                throw e;
            }
        }
        return noted;
    }

    private static List<String> columnsOf(Connection connection, String table) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet none =
                        statement.executeQuery(
                                "SELECT * FROM " + TableColumns.quote(table) + " LIMIT 0")) {
            ResultSetMetaData columns = none.getMetaData();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                names.add(columns.getColumnName(i));
            }
        }
        return names;
    }

    void add(String column, List<String> field) {
        columns.put(field, column);
        fields.put(column, field);
    }

    /** A field's column; one that the table does not have when the field has none. */
    String of(List<String> field) {
        String name = nameOf(field);
        String column = columns.get(field);
        if (column == null) {
            return fields.containsKey(name) ? String.join(".", field) + " has no column" : name;
        }
        return column;
    }

    /** Columns that have no name which their field may have. */
    List<String> misnamed() {
        List<String> misnamed = new ArrayList<>();
        fields.forEach(
                (column, field) -> {
                    String name = nameOf(field);
                    boolean taken = fields.containsKey(name) && HASHED.matcher(column).matches();
                    boolean mended =
                            NO_NAME.matcher(name).matches() && HASHED.matcher(column).matches();
                    if (!column.equals(name) && !taken && !mended) {
                        misnamed.add(column);
                    }
                });
        return misnamed;
    }

    /** The key's columns have their names already. */
    private String nameOf(List<String> field) {
        String name = String.join("_", field);
        return key.contains(name) ? name + "_field" : name;
    }
}
