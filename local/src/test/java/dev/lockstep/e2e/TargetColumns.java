package dev.lockstep.e2e;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The columns that a table has in the target. */
final class TargetColumns {

    private TargetColumns() {}

    /**
     * Types by column, as MySQL 8 names them: MariaDB gives integers a width, and its JSON is
     * LONGTEXT with a check. Empty when there is no table.
     */
    static Map<String, String> of(String table, TargetRows target) throws SQLException {
        List<String> checks =
                target.strings(
                        "SELECT check_clause FROM information_schema.check_constraints"
                                + " WHERE constraint_schema = DATABASE()");
        Map<String, String> columns = new TreeMap<>();
        for (Map<String, Object> row :
                target.rows(
                        "SELECT column_name AS name, column_type AS type"
                                + " FROM information_schema.columns"
                                + " WHERE table_schema = DATABASE() AND table_name = '"
                                + table
                                + "'")) {
            String name = row.get("name").toString();
            String type = row.get("type").toString();
            boolean json =
                    type.equals("longtext")
                            && checks.contains("json_valid(`" + name.replace("`", "``") + "`)");
            columns.put(
                    name,
                    json ? "json" : type.replaceAll("^(smallint|int|bigint)\\(\\d+\\)", "$1"));
        }
        return columns;
    }
}
