package dev.lockstep.sink.jdbc;

import static dev.lockstep.sink.jdbc.Changes.batch;
import static dev.lockstep.sink.jdbc.Changes.columns;
import static dev.lockstep.sink.jdbc.Changes.declarations;
import static dev.lockstep.sink.jdbc.Changes.execute;
import static dev.lockstep.sink.jdbc.Changes.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.ChildMapping;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ColumnPolicies;
import dev.lockstep.mapping.ColumnSource;
import dev.lockstep.mapping.Deletes;
import dev.lockstep.mapping.DocumentMapper;
import dev.lockstep.mapping.ElementKey;
import dev.lockstep.mapping.OnDuplicateKey;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.mask.Mask;
import dev.lockstep.mask.MaskingKeys;
import dev.lockstep.type.ColumnType;
import dev.lockstep.value.Value;
import java.sql.SQLException;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the definitions of tables and columns say beside types. */
class ColumnDefinitionsITCase {

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    private CollectionMapping mapping = CollectionMapping.byConvention("shop", "orders");

    @BeforeEach
    void emptyTarget() throws SQLException {
        for (String table : rows(MYSQL, "SHOW TABLES")) {
            execute(MYSQL, "DROP TABLE `" + table + "`");
        }
    }

    @Test
    void commentsNameTheCollectionAndThePath() throws SQLException {
        mapping =
                new CollectionMapping(
                                "shop",
                                "orders",
                                "{collection}",
                                List.of(),
                                List.of(
                                        column(new ColumnSource.Field("a.b"), "renamed", null),
                                        column(
                                                new ColumnSource.Field("card"),
                                                "card",
                                                new Mask.Redact()),
                                        column(
                                                new ColumnSource.Constant(new Value.Text("eu")),
                                                "region",
                                                null),
                                        column(ColumnSource.Metadata.CLUSTER_TIME, "at", null),
                                        column(
                                                new ColumnSource.Computed("doc.n + 1"),
                                                "next",
                                                null)),
                                List.of(),
                                SchemaDrift.EVOLVE,
                                Deletes.HARD,
                                null,
                                MaskingKeys.NONE)
                        .withHistory("orders_history")
                        .withChildren(
                                List.of(
                                        child(
                                                "box.items",
                                                new ElementKey.Field("sku", "sku"),
                                                ChildMapping.byConvention("lots")),
                                        child("tiers", new ElementKey.Name("key"))));

        write(
                """
                {_id: 1, n: 1, a: {b: 1}, card: 'x', customer: {address: {city: 'Ulm'}},
                 box: {items: [{sku: 'a', price: {of: 7}, lots: [1]}]}, tiers: {t: {level: 1}}}
                """);

        assertThat(comments("orders"))
                .containsExactlyInAnyOrder(
                        "id: _id",
                        "n: n",
                        "renamed: a.b",
                        "card: card",
                        "customer_address_city: customer.address.city",
                        "region: constant",
                        "at: metadata: cluster-time",
                        "next: expression: doc.n + 1");
        assertThat(comments("orders_box_items"))
                .containsExactlyInAnyOrder(
                        "orders_id: _id", "sku: box.items.sku", "price_of: box.items.price.of");
        assertThat(comments("orders_box_items_lots"))
                .containsExactlyInAnyOrder(
                        "orders_id: _id",
                        "box_items_sku: box.items.sku",
                        "ordinal: the place in box.items.lots",
                        "value: box.items.lots.value");
        assertThat(comments("orders_tiers"))
                .containsExactlyInAnyOrder(
                        "orders_id: _id", "key: the name in tiers", "level: tiers.level");
        assertThat(comments("orders_history"))
                .contains(
                        "_position: the change's position; orders changes",
                        "_operation: metadata: operation",
                        "id: _id",
                        "customer_address_city: customer.address.city");
        assertThat(
                        rows(
                                MYSQL,
                                "SELECT table_name, table_comment FROM information_schema.tables"
                                        + " WHERE table_schema = DATABASE() AND table_name LIKE"
                                        + " 'orders%' ORDER BY 1"))
                .containsExactly(
                        "orders|Lockstep: shop.orders",
                        "orders_box_items|Lockstep: box.items of shop.orders",
                        "orders_box_items_lots|Lockstep: box.items.lots of shop.orders",
                        "orders_history|Lockstep: every change of shop.orders",
                        "orders_tiers|Lockstep: tiers of shop.orders");
    }

    @Test
    void theKeysOfABusinessKeyNameTheirFields() throws SQLException {
        mapping =
                mapping.withKey(
                        OnDuplicateKey.REJECT,
                        List.of(
                                new ColumnMapping(
                                        "customer.no", "no", ColumnType.Int.REGULAR, false, null)));

        write("{_id: 1, customer: {no: 7}}");

        assertThat(comments("orders")).containsExactlyInAnyOrder("no: customer.no", "id: _id");
    }

    /** Each is a field of its own table, as names may not go together. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    it's           | it's
                    a\\b           | a\\b
                    \\             | \\
                    \\'            | \\'
                    {fn now()} ? % | {fn now()} ? %
                    Größe in €     | Größe in €
                    gift 🎁        | gift U+1F381
                    """)
    void pathsOfAllKindsAreInComments(String name, String comment) throws SQLException {
        write(new Document("_id", 1).append(name, 7));

        assertThat(comments("orders")).anyMatch(it -> it.endsWith(": " + comment));
        assertThat(rows(MYSQL, "SELECT COUNT(*) FROM orders")).containsExactly("1");
    }

    @Test
    void aPathThatIsTooLongIsCut() throws SQLException {
        write(new Document("_id", 1).append("n".repeat(1024), 1).append("m".repeat(1025), 1));

        assertThat(comments("orders"))
                .anyMatch(it -> it.endsWith(": " + "n".repeat(1024)))
                .anyMatch(it -> it.endsWith(": " + "m".repeat(1023) + "…"));
    }

    @Test
    void commentsStayWhenColumnsChange() throws SQLException {
        write("{_id: 1, n: 1, j: 1, t: 'x', s: {t: [1]}, u: {v: 1}}");
        write(
                """
                {_id: 'two', n: 1.5, j: 'text', t: '%s', s_t: [2], u_v: 2, added: {late: true}}
                """
                        .formatted("long".repeat(100)));

        assertThat(columns(MYSQL, "orders"))
                .containsExactlyInAnyOrder(
                        "id|varchar(255)",
                        "n|double",
                        "j|json",
                        "t|text",
                        "s_t_75970829|json",
                        "u_v_da3c4fef|int",
                        "s_t|json",
                        "u_v|int",
                        "added_late|tinyint(1)");
        assertThat(comments("orders"))
                .containsExactlyInAnyOrder(
                        "id: _id",
                        "n: n",
                        "j: j",
                        "t: t",
                        "s_t_75970829: s.t",
                        "u_v_da3c4fef: u.v",
                        "s_t: s_t",
                        "u_v: u_v",
                        "added_late: added.late");
    }

    @Test
    void whatOthersSayOfTheirColumnsStays() throws SQLException {
        execute(
                MYSQL,
                """
                CREATE TABLE orders (
                  id BIGINT PRIMARY KEY,
                  i INT NOT NULL DEFAULT -7 COMMENT 'it''s a \\\\ count',
                  d DECIMAL(9,2) DEFAULT 1.50,
                  v VARCHAR(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci DEFAULT 'a''\\\\b',
                  e VARCHAR(9) CHARACTER SET utf8mb4 DEFAULT (CONCAT('x', '''yé\\\\\\n')),
                  t VARCHAR(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT 'x' COMMENT 'text',
                  l VARCHAR(5) CHARACTER SET latin1 COLLATE latin1_german1_ci DEFAULT 'x',
                  b VARBINARY(3) DEFAULT 'x',
                  j VARCHAR(5) DEFAULT 'x' COMMENT 'mine',
                  same INT DEFAULT 5,
                  mine INT DEFAULT 3 COMMENT 'untouched'
                ) COMMENT 'my table'
                """);
        execute(MYSQL, "INSERT INTO orders (id) VALUES (9)");
        String long6 = "6 char";

        write(
                new Document("_id", 1)
                        .append("i", 5_000_000_000L)
                        .append("d", org.bson.types.Decimal128.parse("1.234"))
                        .append("v", long6)
                        .append("e", "more than nine")
                        .append("t", "t".repeat(1000))
                        .append("l", long6)
                        .append("b", new org.bson.types.Binary(new byte[] {1, 2, 3, 4}))
                        .append("j", true)
                        .append("same", 1));
        execute(MYSQL, "INSERT INTO orders (id) VALUES (10)");

        assertThat(columns(MYSQL, "orders"))
                .containsExactly(
                        "id|bigint",
                        "i|bigint",
                        "d|decimal(10,3)",
                        "v|varchar(255)",
                        "e|varchar(255)",
                        "t|text",
                        "l|varchar(255)",
                        "b|varbinary(255)",
                        "j|json",
                        "same|int",
                        "mine|int");
        assertThat(rows(MYSQL, "SELECT * FROM orders WHERE id > 8 ORDER BY id"))
                .containsExactly(
                        "9|-7|1.500|a'\\b|x'yé\\\n|x|x|x|\"x\"|5|3",
                        "10|-7|1.500|a'\\b|x'yé\\\n|x|x|x|null|5|3");
        assertThat(comments("orders"))
                .containsExactlyInAnyOrder(
                        "id: ",
                        "i: it's a \\ count",
                        "d: ",
                        "v: ",
                        "e: ",
                        "t: text",
                        "l: ",
                        "b: ",
                        "j: mine",
                        "same: ",
                        "mine: untouched");
        assertThat(
                        rows(
                                MYSQL,
                                "SELECT column_name, collation_name FROM information_schema.columns"
                                        + " WHERE table_schema = DATABASE() AND table_name ="
                                        + " 'orders' AND column_name IN ('v', 't')"
                                        + " ORDER BY ordinal_position"))
                .containsExactly("v|utf8mb4_unicode_ci", "t|utf8mb4_bin");
        assertThat(
                        rows(
                                MYSQL,
                                "SELECT table_comment FROM information_schema.tables WHERE"
                                        + " table_schema = DATABASE() AND table_name = 'orders'"))
                .containsExactly("my table");
    }

    private static ColumnMapping column(ColumnSource source, String name, @Nullable Mask mask) {
        return new ColumnMapping(
                source, name, null, true, null, ColumnPolicies.of(true, false), mask);
    }

    private static ChildMapping child(String path, ElementKey key, ChildMapping... children) {
        return new ChildMapping(
                path,
                null,
                key,
                List.of(),
                List.of(),
                ChildMapping.OnMismatch.REJECT,
                List.of(children));
    }

    /** The columns of a table with their comments. */
    private static List<String> comments(String table) throws SQLException {
        return rows(
                MYSQL,
                "SELECT CONCAT(column_name, ': ', column_comment) FROM information_schema.columns"
                        + " WHERE table_schema = DATABASE() AND table_name = '"
                        + table
                        + "'");
    }

    private void write(String document) throws SQLException {
        write(Document.parse(document));
    }

    private void write(Document document) throws SQLException {
        var pipeline = Changes.pipeline(MYSQL, mapping);
        ChangeEvent event =
                new ChangeEvent(
                        Operation.INSERT,
                        new Namespace("shop", "orders"),
                        document.get("_id") instanceof Integer id ? id.toString() : "\"two\"",
                        document.toJson(),
                        7L << 32,
                        Changes.nextPosition());
        BatchTransaction transaction =
                new BatchTransaction(
                        new TargetConnection(pipeline.target()),
                        pipeline,
                        Changes.progress(0, 127));
        assertThat(
                        transaction
                                .write(
                                        batch(
                                                declarations(mapping),
                                                new DocumentMapper(pipeline.collections())
                                                        .map(event)))
                                .rejected())
                .isEmpty();
    }
}
