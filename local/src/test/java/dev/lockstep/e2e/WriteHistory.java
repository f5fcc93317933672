package dev.lockstep.e2e;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Every upsert that the job makes of one table, recorded by a trigger in the target: those that
 * insert and those that update, in the order of their commits for each row.
 */
final class WriteHistory {

    private final TargetRows target;
    private final String history;

    private WriteHistory(TargetRows target, String history) {
        this.target = target;
        this.history = history;
    }

    /** Begins to record a table that has the columns {@code id} and {@code version}. */
    static WriteHistory of(TargetRows target, String table) throws SQLException {
        String history = table + "_history";
        target.execute(
                "CREATE TABLE `%s` (seq BIGINT AUTO_INCREMENT PRIMARY KEY, id BIGINT, version BIGINT)"
                        .formatted(history));
        // Of INSERT ... ON DUPLICATE KEY UPDATE this trigger sees each row, whatever it becomes.
        target.execute(
                """
                CREATE TRIGGER `%s_trigger` BEFORE INSERT ON `%s` FOR EACH ROW
                INSERT INTO `%s` (id, version) VALUES (NEW.id, NEW.version)"""
                        .formatted(history, table, history));
        return new WriteHistory(target, history);
    }

    /** The versions that were written, in their order, by row. */
    Map<Long, List<Long>> versions() throws SQLException {
        return target.rows("SELECT id, version FROM `" + history + "` ORDER BY seq").stream()
                .collect(
                        Collectors.groupingBy(
                                row -> number(row.get("id")),
                                TreeMap::new,
                                Collectors.mapping(
                                        row -> number(row.get("version")), Collectors.toList())));
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }
}
