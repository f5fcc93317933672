package dev.lockstep.local.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.local.verify.Difference.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows of child tables that are as their documents say, and then are broken by hand. */
class ChildComparisonITCase {

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    private static final CollectionTable PAIR =
            new CollectionTable("shop", "orders", "orders")
                    .withChildren(
                            ChildTable.ofArray("items", "orders_items", "sku.code")
                                    .withChildren(ChildTable.ofArray("lots", "lots")),
                            ChildTable.ofArray("info.tags", "tags"),
                            ChildTable.ofMap("tiers", "orders_tiers"));

    private static final String ITEMS = "shop.orders.items";
    private static final String LOTS = "shop.orders.items.lots";
    private static final String TAGS = "shop.orders.info.tags";
    private static final String TIERS = "shop.orders.tiers";

    private static final List<String> DOCUMENTS =
            List.of(
                    "{_id: 7, n: 1, items: [{sku: {code: 'a', name: 'A'}, orders_id: 5,"
                            + " lots: ['x', 'y']}, {sku: {code: 'b'}, lots: []}],"
                            + " info: {tags: ['red', 1, {n: 1}, null, {}], at: 1},"
                            + " tiers: {'0df0': {level: 3, key: 'k'}, true: 4}}",
                    "{_id: 8, items: [], tiers: null}");

    private Connection connection;

    @BeforeEach
    void createTables() throws SQLException {
        connection = MYSQL.connect();
        execute("CREATE TABLE orders (id BIGINT PRIMARY KEY, n INT, info_at INT)");
        execute("INSERT INTO orders VALUES (7, 1, 1), (8, NULL, NULL)");
        execute(
                """
                CREATE TABLE orders_items (orders_id BIGINT, sku_code VARCHAR(9) COLLATE utf8mb4_bin,
                  sku_name TEXT, orders_id_field INT, PRIMARY KEY (orders_id, sku_code))""");
        execute("INSERT INTO orders_items VALUES (7, 'a', 'A', 5), (7, 'b', NULL, NULL)");
        execute(
                """
                CREATE TABLE lots (orders_id BIGINT, items_sku_code VARCHAR(9), ordinal INT,
                  value VARCHAR(9), PRIMARY KEY (orders_id, items_sku_code, ordinal))""");
        execute("INSERT INTO lots VALUES (7, 'a', 0, 'x'), (7, 'a', 1, 'y')");
        execute(
                """
                CREATE TABLE tags (orders_id BIGINT, ordinal INT, value JSON, n INT,
                  PRIMARY KEY (orders_id, ordinal))""");
        execute(
                """
                INSERT INTO tags VALUES (7, 0, '"red"', NULL), (7, 1, '1', NULL),
                  (7, 2, NULL, 1), (7, 3, NULL, NULL), (7, 4, NULL, NULL)""");
        execute(
                """
                CREATE TABLE orders_tiers (orders_id BIGINT, `key` VARCHAR(9), level INT,
                  key_field VARCHAR(9), value INT, PRIMARY KEY (orders_id, `key`))""");
        execute(
                """
                INSERT INTO orders_tiers VALUES (7, '0df0', 3, 'k', NULL),
                  (7, '"true"', NULL, NULL, 4)""");
        execute(
                """
                CREATE TABLE lockstep_dead_letters (pipeline VARCHAR(64), namespace VARCHAR(255),
                  document_key VARCHAR(768), superseded TINYINT(1))""");
    }

    @AfterEach
    void dropTables() throws SQLException {
        execute(
                "DROP TABLE IF EXISTS orders, orders_items, lots, tags, orders_tiers,"
                        + " lockstep_dead_letters");
        connection.close();
    }

    @Test
    void findsNoDifferenceWhereThereIsNone() throws SQLException {
        ComparisonResult result = compare();

        assertThat(result.first()).isEmpty();
        assertThat(result.summary())
                .isEqualTo(
                        "in step: 2 documents, 2 rows and 11 of elements, 0 dead letters,"
                                + " 0 differences");
    }

    @Test
    void findsEachAlteredValue() throws SQLException {
        execute("UPDATE orders_items SET sku_name = 'B'");
        execute("UPDATE lots SET value = 'z' WHERE ordinal = 1");
        execute("UPDATE tags SET value = '2' WHERE ordinal = 1");
        execute("UPDATE tags SET n = 0 WHERE ordinal = 4");
        execute("UPDATE orders_tiers SET level = NULL");

        assertThat(compare().first())
                .allMatch(difference -> difference.kind() == Kind.VALUE_DIFFERS)
                .extracting(difference -> difference.toString().replaceAll(":.*", ""))
                .containsExactly(
                        ITEMS + " 7, 'a' column sku_name",
                        ITEMS + " 7, 'b' column sku_name",
                        LOTS + " 7, 'a', 1 column value",
                        TAGS + " 7, 1 column value",
                        TAGS + " 7, 4 column n",
                        TIERS + " 7, '0df0' column level");
    }

    @Test
    void findsElementsWithoutARow() throws SQLException {
        execute("DELETE FROM orders_items WHERE sku_code = 'b'");
        execute("DELETE FROM lots WHERE ordinal = 1");
        execute("DELETE FROM orders_tiers");
        execute("DROP TABLE tags");

        assertThat(compare().first())
                .containsExactly(
                        Difference.ofRow(ITEMS, "7, 'b'", Kind.ROW_MISSING),
                        Difference.ofRow(LOTS, "7, 'a', 1", Kind.ROW_MISSING),
                        Difference.ofRow(TAGS, "7, 0", Kind.ROW_MISSING),
                        Difference.ofRow(TAGS, "7, 1", Kind.ROW_MISSING),
                        Difference.ofRow(TAGS, "7, 2", Kind.ROW_MISSING),
                        Difference.ofRow(TAGS, "7, 3", Kind.ROW_MISSING),
                        Difference.ofRow(TAGS, "7, 4", Kind.ROW_MISSING),
                        Difference.ofRow(TIERS, "7, '0df0'", Kind.ROW_MISSING),
                        Difference.ofRow(TIERS, "7, 'true'", Kind.ROW_MISSING));
    }

    /** Beyond the array's length, in an array that is empty, null or missing, and of other keys. */
    @Test
    void findsRowsWithoutAnElement() throws SQLException {
        execute("INSERT INTO orders_items (orders_id, sku_code) VALUES (7, 'A'), (8, 'a')");
        execute("INSERT INTO lots VALUES (7, 'a', 2, 'z'), (7, 'b', 0, 'x')");
        execute("INSERT INTO tags (orders_id, ordinal) VALUES (7, 5), (8, 0)");
        execute("INSERT INTO orders_tiers (orders_id, `key`) VALUES (7, 'true'), (8, '')");

        assertThat(compare().first())
                .containsExactlyInAnyOrder(
                        Difference.ofRow(ITEMS, "7, 'A'", Kind.ELEMENT_MISSING),
                        Difference.ofRow(ITEMS, "8, 'a'", Kind.ELEMENT_MISSING),
                        Difference.ofRow(LOTS, "7, 'a', 2", Kind.ELEMENT_MISSING),
                        Difference.ofRow(LOTS, "7, 'b', 0", Kind.ELEMENT_MISSING),
                        Difference.ofRow(TAGS, "7, 5", Kind.ELEMENT_MISSING),
                        Difference.ofRow(TAGS, "8, 0", Kind.ELEMENT_MISSING),
                        Difference.ofRow(TIERS, "7, true", Kind.ELEMENT_MISSING),
                        Difference.ofRow(TIERS, "8, ''", Kind.ELEMENT_MISSING));
    }

    @Test
    void findsRowsWhoseDocumentIsGone() throws SQLException {
        execute("DELETE FROM orders WHERE id = 7");

        assertThat(compare(DOCUMENTS.get(1)).first())
                .hasSize(11)
                .allMatch(difference -> difference.kind() == Kind.PARENT_MISSING)
                .contains(
                        Difference.ofRow(ITEMS, "7, 'a'", Kind.PARENT_MISSING),
                        Difference.ofRow(LOTS, "7, 'a', 0", Kind.PARENT_MISSING));
    }

    @Test
    void findsElementsThatChangedTheirPlaces() throws SQLException {
        String reordered =
                DOCUMENTS.get(0).replace("'x', 'y'", "'y', 'x'").replace("'red', 1", "1, 'red'");

        assertThat(compare(reordered, DOCUMENTS.get(1)).first())
                .extracting(Difference::key)
                .containsExactly("7, 'a', 0", "7, 'a', 1", "7, 0", "7, 1");
    }

    @Test
    void findsColumnsThatAreNotThere() throws SQLException {
        execute("ALTER TABLE lots DROP COLUMN value");

        assertThat(compare().first())
                .extracting(Difference::kind)
                .containsExactly(Kind.COLUMN_MISSING, Kind.COLUMN_MISSING);
    }

    @Test
    void twoElementsCantHaveOneKey() throws SQLException {
        String twice = DOCUMENTS.get(0).replace("code: 'b'", "code: 'a'");

        assertThat(compare(twice, DOCUMENTS.get(1)).first())
                .contains(Difference.ofRow(ITEMS, "7, 'a'", Kind.NOT_UNIQUE));
    }

    /** Its rows are those of an earlier version, and there are none without a row. */
    @Test
    void takesADeadLettersRowsAsTheyAreUnlessItHasNoRow() throws SQLException {
        execute("UPDATE tags SET value = '2'");
        execute("DELETE FROM lots");
        execute("INSERT INTO lockstep_dead_letters VALUES ('demo', 'shop.orders', '7', 0)");
        assertThat(compare().first()).isEmpty();

        execute("DELETE FROM orders WHERE id = 7");
        assertThat(compare().first())
                .hasSize(9)
                .allMatch(difference -> difference.kind() == Kind.PARENT_MISSING);
    }

    /** The document that waits for the key has no rows, and the key of the other tells its own. */
    @Test
    void rowsBelowABusinessKeyAreThoseOfTheDocumentThatHasIt() throws SQLException {
        execute("DROP TABLE orders, tags");
        execute(
                """
                CREATE TABLE orders (region INT, number VARCHAR(9), id BIGINT,
                  PRIMARY KEY (region, number))""");
        execute(
                """
                CREATE TABLE tags (orders_number VARCHAR(9), orders_region INT, ordinal INT,
                  value INT, PRIMARY KEY (orders_region, orders_number, ordinal))""");
        execute("INSERT INTO orders VALUES (1, 'a', 7), (2, 'a', 8)");
        execute("INSERT INTO tags VALUES ('a', 1, 0, 10), ('a', 2, 0, 20), ('a', 2, 1, 21)");
        CollectionTable pair =
                new CollectionTable(
                                "shop", "orders", "orders", Map.of("r", "region", "n", "number"))
                        .withChildren(ChildTable.ofArray("tags", "tags"));
        String[] documents = {
            "{_id: 7, r: 1, n: 'a', tags: [10]}",
            "{_id: 8, r: 2, n: 'a', tags: [20, 21]}",
            "{_id: 9, r: 2, n: 'a', tags: [30, 31, 32]}"
        };
        assertThat(compare(pair, documents).summary())
                .isEqualTo(
                        "in step: 3 documents, 2 rows and 3 of elements, 0 dead letters,"
                                + " 0 differences");

        execute("UPDATE tags SET orders_region = 3 WHERE value = 21");
        assertThat(compare(pair, documents).first())
                .containsExactly(
                        Difference.ofRow("shop.orders.tags", "'a', 3, 1", Kind.PARENT_MISSING),
                        Difference.ofRow("shop.orders.tags", "'a', 2, 1", Kind.ROW_MISSING));
    }

    private ComparisonResult compare() throws SQLException {
        return compare(DOCUMENTS.toArray(String[]::new));
    }

    private ComparisonResult compare(String... documents) throws SQLException {
        return compare(PAIR, documents);
    }

    private ComparisonResult compare(CollectionTable pair, String... documents)
            throws SQLException {
        DeadLetters deadLetters = DeadLetters.read(connection, "lockstep_dead_letters", "demo");
        ComparisonResult.Counter counter = new ComparisonResult.Counter(deadLetters.count());
        new TableComparison(pair, deadLetters, counter)
                .compare(
                        List.of(documents).stream().map(RawBsonDocument::parse).toList(),
                        connection);
        return counter.result();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
