package dev.lockstep.local.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.local.check.Violation.Kind;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.local.workload.Content;
import dev.lockstep.local.workload.Content.Item;
import dev.lockstep.local.workload.DocumentKey;
import dev.lockstep.local.workload.Histories;
import dev.lockstep.local.workload.History;
import dev.lockstep.local.workload.Workload;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the checkers see of tables that a writer made which is right, or wrong in one way. */
final class TableViewITCase {

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    private static final DocumentKey KEY = new DocumentKey(Workload.HOT, 0);
    private static final Item CUP = new Item("cup", 1.5, List.of(3, 1));
    private static final Item POT = new Item("pot", 2, List.of());
    private static final int VERSIONS = 100_000;
    private static final long LOOKS = 50;

    private Connection connection;

    @BeforeEach
    void createTables() throws SQLException {
        connection = MYSQL.connect();
        execute(
                """
                CREATE TABLE hot (id VARCHAR(9) PRIMARY KEY, version BIGINT, checksum BIGINT,
                  name TEXT, amount DOUBLE, nested_count BIGINT, nested_text TEXT, tags JSON,
                  at DATETIME(3), items_checksum BIGINT)""");
        execute(
                """
                CREATE TABLE hot_items (hot_id VARCHAR(9), ordinal INT, name TEXT, price DOUBLE,
                  PRIMARY KEY (hot_id, ordinal))""");
        execute(
                """
                CREATE TABLE hot_items_parts (hot_id VARCHAR(9), items_ordinal INT, ordinal INT,
                  value INT, PRIMARY KEY (hot_id, items_ordinal, ordinal))""");
    }

    @AfterEach
    void dropTables() throws SQLException {
        connection.close();
        try (Connection last = MYSQL.connect();
                Statement statement = last.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS hot, hot_items, hot_items_parts");
        }
    }

    @Test
    void aRowWithItsItemsIsAsItShouldBe() throws SQLException {
        write(1, CUP, POT);
        assertThat(seen(1)).isEmpty();

        write(2);
        assertThat(seen(2)).isEmpty();
        assertThat(differences(2)).isEmpty();
    }

    @Test
    void itemsOfAnotherVersionAreSeen() throws SQLException {
        write(1, CUP, POT);
        writeRow(2, CUP);

        assertThat(seen(2)).containsExactly(Kind.TORN);
        assertThat(differences(2))
                .containsExactly(new RowVersion(KEY, 2, true, false) + " is of several versions");
    }

    @Test
    void itemsThatAreAlteredInAnyWayAreSeen() throws SQLException {
        for (String damage :
                List.of(
                        "DELETE FROM hot_items WHERE ordinal = 0",
                        "DELETE FROM hot_items WHERE ordinal = 1",
                        "INSERT INTO hot_items VALUES ('k0', 2, 'more', 1)",
                        "UPDATE hot_items SET ordinal = 7 WHERE ordinal = 1",
                        "UPDATE hot_items SET name = 'cups' WHERE ordinal = 0",
                        "DELETE FROM hot_items_parts WHERE ordinal = 0",
                        "UPDATE hot_items_parts SET ordinal = 9 WHERE ordinal = 1",
                        "INSERT INTO hot_items_parts VALUES ('k0', 1, 0, 5)",
                        "INSERT INTO hot_items_parts VALUES ('k0', 2, 0, 5)",
                        "DELETE FROM hot_items",
                        "DROP TABLE hot_items_parts")) {
            write(1, CUP, POT);
            execute(damage);

            assertThat(seen(1)).as(damage).containsExactly(Kind.TORN);
        }
    }

    @Test
    void itemsWithoutARowAreSeen() throws SQLException {
        write(1, CUP);
        execute("DELETE FROM hot");
        assertThat(seen(1)).containsExactly(Kind.ORPHANED);

        execute("DELETE FROM hot_items");
        assertThat(seen(1)).containsExactly(Kind.ORPHANED);
        assertThat(differences(1)).contains("hot/k0 has items and no row");

        execute("DELETE FROM hot_items_parts");
        assertThat(seen(1)).isEmpty();
    }

    /** What is written in one transaction is read as one, whenever the reader comes. */
    @Test
    void aReaderSeesRowAndItemsTogether() throws SQLException {
        connection.setAutoCommit(false);
        try (TablePoller poller = TablePoller.start(MYSQL::connect, history(VERSIONS))) {
            for (int version = 1; poller.checker().observations() < LOOKS; version++) {
                writeAny(version);
                connection.commit();
            }
            assertThat(poller.checker().report()).endsWith("nothing wrong");
        }
    }

    /** The negative control: a writer that commits a row before its items. */
    @Test
    void aReaderSeesRowAndItemsThatAreWrittenOneAfterTheOther() throws SQLException {
        try (TablePoller poller = TablePoller.start(MYSQL::connect, history(VERSIONS))) {
            for (int version = 1; poller.checker().violations().isEmpty(); version++) {
                writeAny(version);
            }
            assertThat(poller.checker().violations().get(0).kind()).isEqualTo(Kind.TORN);
        }
    }

    /** Alternately with many items and with few. */
    private void writeAny(int version) throws SQLException {
        assertThat(version).as("versions until the reader has looked").isLessThan(VERSIONS);
        Item numbered = new Item("item " + version, version, List.of(version));
        if (version % 2 == 0) {
            write(version, numbered, CUP, POT, CUP);
        } else {
            write(version, numbered);
        }
    }

    private void write(int version, Item... items) throws SQLException {
        writeRow(version, items);
        execute("DELETE FROM hot_items");
        execute("DELETE FROM hot_items_parts");
        for (int i = 0; i < items.length; i++) {
            insert("hot_items", i, items[i].name(), items[i].price());
            for (int j = 0; j < items[i].parts().size(); j++) {
                insert("hot_items_parts", i, j, items[i].parts().get(j));
            }
        }
    }

    /** Leaves the items as they are. */
    private void writeRow(int version, Item... items) throws SQLException {
        Content content =
                new Content("name", 0.5, 7, "text", List.of(1), List.of(items), null, 1000);
        try (PreparedStatement row =
                connection.prepareStatement(
                        "REPLACE INTO hot VALUES ('k0', ?, ?, 'name', 0.5, 7, 'text', '[1]',"
                                + " '1970-01-01 00:00:01', ?)")) {
            row.setLong(1, version);
            row.setLong(2, content.checksum(KEY, version));
            row.setLong(3, content.itemsChecksum(KEY, version));
            row.executeUpdate();
        }
    }

    private void insert(String table, Object... values) throws SQLException {
        try (PreparedStatement row =
                connection.prepareStatement("INSERT INTO " + table + " VALUES ('k0', ?, ?, ?)")) {
            for (int i = 0; i < values.length; i++) {
                row.setObject(i + 1, values[i]);
            }
            row.executeUpdate();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<Kind> seen(int versions) throws SQLException {
        Checker checker = new Checker("test", history(versions));
        checker.table(Workload.HOT, TableView.read(Workload.HOT, connection));
        return checker.violations().stream().map(Violation::kind).toList();
    }

    private static List<String> differences(int versions) throws SQLException {
        return FinalState.differences(history(versions), "test", MYSQL::connect);
    }

    private static History history(int versions) {
        return Histories.of(KEY, "S".repeat(versions));
    }
}
