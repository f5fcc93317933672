package dev.lockstep.local.demo;

import com.mongodb.client.MongoDatabase;
import dev.lockstep.local.shop.LagProbe;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes both databases empty for the demo, but only of what an earlier demo left: it never removes
 * a collection or table that it did not make.
 */
final class DemoGround {

    private DemoGround() {}

    static void clear(MongoDatabase source, List<String> collections) {
        Set<String> present = source.listCollectionNames().into(new HashSet<>());
        if (isForeign(present, collections)) {
            throw DemoException.ofSource(
                    "MongoDB has a database %s that is not of an earlier demo: use another server"
                            .formatted(source.getName()));
        }
        collections.forEach(collection -> source.getCollection(collection).drop());
        source.createCollection(LagProbe.COLLECTION);
    }

    static void clear(Connection target, List<String> tables, String ownTables)
            throws SQLException {
        Set<String> present = tables(target);
        if (isForeign(present, tables)) {
            throw DemoException.ofTarget(
                    "the MySQL database has tables that are not of an earlier demo: name an empty"
                            + " database");
        }
        try (Statement statement = target.createStatement()) {
            for (String table : present) {
                if (tables.contains(table) || table.startsWith(ownTables)) {
                    statement.execute("DROP TABLE `" + table + "`");
                }
            }
        }
    }

    /** The probe's collection is the mark of a demo. */
    private static boolean isForeign(Set<String> present, List<String> names) {
        return names.stream().anyMatch(present::contains) && !present.contains(LagProbe.COLLECTION);
    }

    private static Set<String> tables(Connection target) throws SQLException {
        Set<String> tables = new HashSet<>();
        try (ResultSet rows =
                target.getMetaData()
                        .getTables(target.getCatalog(), null, "%", new String[] {"TABLE"})) {
            while (rows.next()) {
                tables.add(rows.getString("TABLE_NAME"));
            }
        }
        return tables;
    }
}
