package dev.lockstep.sink.jdbc;

import static dev.lockstep.sink.jdbc.Changes.columns;
import static dev.lockstep.sink.jdbc.Changes.execute;
import static dev.lockstep.sink.jdbc.Changes.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.ChildMapping;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.Deletes;
import dev.lockstep.mapping.DocumentMapper;
import dev.lockstep.mapping.ElementKey;
import dev.lockstep.mapping.OnDuplicateKey;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.mapping.TableLimits;
import dev.lockstep.mask.MaskingKeys;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.TargetChange;
import dev.lockstep.type.ColumnType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Documents, mapped and written, with rows in child tables. */
class ChildTablesITCase {

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    private static final String ITEMS = "SELECT * FROM orders_items ORDER BY 1, 2";

    private static final Documents ORDERS = new Documents(new Namespace("shop", "orders"));

    private static final ChildMapping BY_PLACE = ChildMapping.byConvention("items");
    private static final ChildMapping BY_SKU =
            child("items", new ElementKey.Field("sku", "sku"), List.of());

    /** Documents of the collection {@code shop.orders}, and what the target is told of them. */
    private CollectionMapping mapping = CollectionMapping.byConvention("shop", "orders");

    @BeforeEach
    void emptyTarget() throws SQLException {
        for (String table : rows(MYSQL, "SHOW TABLES")) {
            execute(MYSQL, "DROP TABLE `" + table + "`");
        }
    }

    @Test
    void elementsAreRowsBelowTheirDocumentsKey() throws SQLException {
        map(BY_PLACE);

        write(
                put(1, "items: [{sku: 'a', price: {of: 1.5}}, {sku: 'b', n: {$numberLong: '7'}}]"),
                put(2, "items: [{ordinal: 'first'}, 'scalar', null, [12], {}]"));

        assertThat(columns(MYSQL, "orders")).containsExactly("id|bigint");
        assertThat(columns(MYSQL, "orders_items"))
                .containsExactly(
                        "orders_id|bigint",
                        "ordinal|int",
                        "sku|varchar(255)",
                        "price_of|double",
                        "n|bigint",
                        "ordinal_field|varchar(255)",
                        "value|json");
        assertThat(rows(MYSQL, ITEMS))
                .containsExactly(
                        "1|0|a|1.5|null|null|null",
                        "1|1|b|null|7|null|null",
                        "2|0|null|null|null|first|null",
                        "2|1|null|null|null|null|\"scalar\"",
                        "2|2|null|null|null|null|null",
                        "2|3|null|null|null|null|[12]",
                        "2|4|null|null|null|null|null");
    }

    @Test
    void rowsFollowTheArrayAndOnlyThatOfTheDocument() throws SQLException {
        map(BY_PLACE);
        write(put(1, "items: ['a', 'b', 'c']"), put(2, "items: ['z']"));

        write(put(1, "items: ['c', 'a']"));
        assertThat(rows(MYSQL, ITEMS)).containsExactly("1|0|c", "1|1|a", "2|0|z");

        for (String without : List.of("items: []", "items: null", "other: 1")) {
            write(put(1, "items: ['again', 'twice']"));
            write(put(1, without));
            assertThat(rows(MYSQL, ITEMS)).as(without).containsExactly("2|0|z");
        }

        write(put(1, "items: ['a']"), put(1, "items: ['b', 'c']"), put(3, "items: ['x']"), gone(2));
        assertThat(rows(MYSQL, ITEMS)).containsExactly("1|0|b", "1|1|c", "3|0|x");
    }

    @Test
    void anElementKeyMovesWithItsElementAndColumnsOfOthersStay() throws SQLException {
        map(BY_SKU);
        write(put(1, "items: [{sku: 'a', n: 1}, {sku: 'b', n: 2}, {sku: 'c', n: 3}]"));
        execute(MYSQL, "ALTER TABLE orders_items ADD COLUMN note VARCHAR(9)");
        execute(MYSQL, "UPDATE orders_items SET note = CONCAT('my ', sku)");

        write(put(1, "items: [{sku: 'c', n: 30}, {sku: 'd', n: 4}, {sku: 'a', n: 1}]"));

        assertThat(rows(MYSQL, ITEMS)).containsExactly("1|a|1|my a", "1|c|30|my c", "1|d|4|null");
    }

    @Test
    void twoElementsWithOneKeyAreADeadLetterAndTheRowsStay() throws SQLException {
        map(BY_SKU);
        write(put(1, "v: 1, items: [{sku: 1, n: 1}, {sku: 2, n: 2}]"));

        BatchTransaction.Result result =
                write(
                        put(1, "v: 2, items: [{sku: 3}, {sku: {$numberLong: '3'}}]"),
                        put(2, "v: 2, items: [{sku: 'x'}, {sku: 'X'}, {sku: 'x '}]"),
                        put(3, "v: 2, items: [{n: 1}]"));

        assertThat(result.rejected())
                .extracting(ChildTablesITCase::told)
                .containsExactlyInAnyOrder(
                        "DUPLICATE_ELEMENT_KEY items.sku", "KEY_NOT_SUPPORTED items.0.sku");
        assertThat(rows(MYSQL, "SELECT id, v FROM orders ORDER BY 1"))
                .containsExactly("1|1", "2|2");
        assertThat(rows(MYSQL, "SELECT orders_id, sku FROM orders_items ORDER BY 1, 2"))
                .containsExactly(
                        "1|{\"$numberInt\":\"1\"}",
                        "1|{\"$numberInt\":\"2\"}",
                        "2|X",
                        "2|x",
                        "2|x ");
    }

    @Test
    void aDeadLetterOfAGrandchildNamesItsWholePath() throws SQLException {
        map(
                child(
                        "items",
                        new ElementKey.Ordinal("ordinal"),
                        List.of(),
                        child("lots", new ElementKey.Field("no", "no"), List.of())));

        BatchTransaction.Result result =
                write(put(1, "items: [{lots: [{no: 1}, {no: 2}]}, {lots: [{no: 1}, {no: 1}]}]"));

        assertThat(result.rejected())
                .extracting(ChildTablesITCase::told)
                .containsExactly("DUPLICATE_ELEMENT_KEY items.lots.no");
    }

    @Test
    void grandchildrenAreBelowTheirElements() throws SQLException {
        map(
                child(
                        "items",
                        new ElementKey.Field("sku", "sku"),
                        List.of(),
                        child(
                                "lots",
                                new ElementKey.Ordinal("ordinal"),
                                List.of(),
                                ChildMapping.byConvention("codes"))));
        String lots = "SELECT * FROM orders_items_lots ORDER BY 1, 2, 3";
        String codes = "SELECT * FROM orders_items_lots_codes ORDER BY 1, 2, 3, 4";

        write(
                put(
                        1,
                        "items: [{sku: 'a', lots: [{q: 1, codes: ['x', 'y']}, {q: 2}]},"
                                + " {sku: 'b', lots: [{q: 3, codes: ['z']}]}]"));
        assertThat(columns(MYSQL, "orders_items_lots"))
                .containsExactly(
                        "orders_id|bigint", "items_sku|varchar(255)", "ordinal|int", "q|int");
        assertThat(columns(MYSQL, "orders_items_lots_codes"))
                .containsExactly(
                        "orders_id|bigint",
                        "items_sku|varchar(255)",
                        "items_lots_ordinal|int",
                        "ordinal|int",
                        "value|varchar(255)");
        assertThat(rows(MYSQL, lots)).containsExactly("1|a|0|1", "1|a|1|2", "1|b|0|3");
        assertThat(rows(MYSQL, codes)).containsExactly("1|a|0|0|x", "1|a|0|1|y", "1|b|0|0|z");

        write(put(1, "items: [{sku: 'b', lots: [{q: 4, codes: ['w', 'z']}]}]"));
        assertThat(rows(MYSQL, ITEMS)).containsExactly("1|b");
        assertThat(rows(MYSQL, lots)).containsExactly("1|b|0|4");
        assertThat(rows(MYSQL, codes)).containsExactly("1|b|0|0|w", "1|b|0|1|z");

        write(gone(1));
        for (String table :
                List.of("orders", "orders_items", "orders_items_lots", "orders_items_lots_codes")) {
            assertThat(rows(MYSQL, "SELECT * FROM " + table)).as(table).isEmpty();
        }
    }

    @Test
    void aMapHasItsNamesInAColumn() throws SQLException {
        map(child("tiers", new ElementKey.Name("key"), List.of()));

        write(put(1, "tiers: {'0df0': {tier: 'gold'}, '699e': {tier: 'silver', on: true}, x: 5}"));
        write(put(2, "tiers: {}"), put(3, "tiers: {$oid: '5ca4bbc7a2dd94ee5816238c'}"));

        assertThat(rows(MYSQL, "SELECT * FROM orders_tiers ORDER BY 1, 2"))
                .containsExactly(
                        "1|0df0|gold|null|null", "1|699e|silver|1|null", "1|x|null|null|5");
        assertThat(rows(MYSQL, "SELECT code, path FROM lockstep_dead_letters"))
                .containsExactly("TYPE_MISMATCH|tiers");
    }

    @Test
    void whatIsNoArrayIsADeadLetterOrNoRows() throws SQLException {
        map(BY_PLACE);
        write(put(1, "items: ['a']"));

        write(
                put(1, "items: 'a'"),
                put(2, "items: {a: 1}"),
                put(3, "items: [{n: {$numberDouble: 'NaN'}}]"));

        assertThat(rows(MYSQL, ITEMS)).containsExactly("1|0|a");
        assertThat(
                        rows(
                                MYSQL,
                                "SELECT document_key, code, path FROM lockstep_dead_letters ORDER BY 1"))
                .containsExactly(
                        "1|TYPE_MISMATCH|items",
                        "2|TYPE_MISMATCH|items",
                        "3|NUMBER_NOT_FINITE|items.0.n");

        map(
                new ChildMapping(
                        "items",
                        null,
                        new ElementKey.Ordinal("ordinal"),
                        List.of(),
                        List.of(),
                        ChildMapping.OnMismatch.EMPTY,
                        List.of()));
        write(put(1, "items: 'a'"), put(2, "items: {a: 1}"));
        assertThat(rows(MYSQL, ITEMS)).isEmpty();
        assertThat(rows(MYSQL, "SELECT id FROM orders ORDER BY 1")).containsExactly("1", "2");
    }

    /** One bad row among many: neither its document's row nor its siblings are written. */
    @Test
    void aRowThatTheServerRefusesTakesItsWholeDocumentWithIt() throws SQLException {
        map(BY_SKU);
        write(put(3, "v: 0, items: [{sku: 'old', q: 1}]"));
        execute(MYSQL, "ALTER TABLE orders_items ADD CONSTRAINT CHECK (q < 100)");
        execute(MYSQL, "ALTER TABLE orders ADD CONSTRAINT CHECK (v < 100)");
        List<ChangeEvent> events = new ArrayList<>();
        for (int id = 1; id <= 20; id++) {
            int q = id == 3 || id == 17 ? 100 : id;
            int v = id == 9 ? 100 : 1;
            events.add(
                    put(id, "v: %d, items: [{sku: 'a', q: 1}, {sku: 'b', q: %d}]".formatted(v, q)));
        }

        BatchTransaction.Result result = write(events.toArray(ChangeEvent[]::new));

        assertThat(result.rejected())
                .extracting(letter -> letter.origin().documentKey())
                .containsExactlyInAnyOrder("3", "9", "17");
        assertThat(result.upserts()).isEqualTo(17 * 3);
        assertThat(rows(MYSQL, "SELECT COUNT(*), MAX(v) FROM orders WHERE id <> 3"))
                .containsExactly("17|1");
        assertThat(rows(MYSQL, "SELECT * FROM orders_items WHERE orders_id IN (3, 9, 17)"))
                .containsExactly("3|old|1");
        assertThat(rows(MYSQL, "SELECT v FROM orders WHERE id = 3")).containsExactly("0");
        assertThat(rows(MYSQL, "SELECT COUNT(*) FROM orders_items")).containsExactly("35");
    }

    @Test
    void aValueThatDoesNotFitItsColumnTakesItsWholeDocumentWithIt() throws SQLException {
        map(
                child(
                        "items",
                        new ElementKey.Ordinal("ordinal"),
                        List.of(
                                new ColumnMapping(
                                        "qty", "qty", ColumnType.Int.REGULAR, true, null))));
        write(put(1, "v: 1, items: [{qty: 1}]"));

        write(put(1, "v: 2, items: [{qty: 2}, {qty: 'x'}]"), put(2, "v: 2, items: [{qty: 3}]"));

        assertThat(rows(MYSQL, "SELECT id, v FROM orders ORDER BY 1"))
                .containsExactly("1|1", "2|2");
        assertThat(rows(MYSQL, ITEMS)).containsExactly("1|0|1", "2|0|3");
        assertThat(rows(MYSQL, "SELECT code, path FROM lockstep_dead_letters"))
                .containsExactly("TYPE_MISMATCH|items.1.qty");
    }

    /** The child table can hold the key of every document, also of those without rows in it. */
    @Test
    void aChildTablesKeyWidensWithItsParents() throws SQLException {
        map(BY_PLACE);
        write(put(1, "items: ['a']"));

        write(put("\"text\"", "items: []"), put("\"more\"", "items: ['b']"));

        assertThat(columns(MYSQL, "orders_items"))
                .containsExactly("orders_id|varchar(255)", "ordinal|int", "value|varchar(255)");
        assertThat(rows(MYSQL, ITEMS)).containsExactly("more|0|b", "{\"$numberInt\":\"1\"}|0|a");
        write(gone(1), gone("\"more\""));
        assertThat(rows(MYSQL, ITEMS)).isEmpty();
    }

    @Test
    void documentsWithMoreElementsThanAStatementTakesAreReplacedToo() throws SQLException {
        map(BY_PLACE);
        String many = "items: [" + "1, ".repeat(2_500) + "2]";
        write(put(1, many), put(2, "items: [5]"), put(3, many));

        write(put(1, "items: [" + "3, ".repeat(1_200) + "4]"), put(3, "items: []"));

        assertThat(
                        rows(
                                MYSQL,
                                "SELECT orders_id, COUNT(*), SUM(value) FROM orders_items GROUP BY 1"))
                .containsExactly("1|1201|3604", "2|1|5");
    }

    /** Of all documents together, the key's column included. */
    @Test
    void aTableNeverHasMoreColumnsThanAllowed() throws SQLException {
        mapping =
                new CollectionMapping(
                        "shop",
                        "orders",
                        "orders",
                        List.of(),
                        List.of(),
                        List.of(),
                        SchemaDrift.EVOLVE,
                        Deletes.HARD,
                        null,
                        MaskingKeys.NONE,
                        null,
                        OnDuplicateKey.REJECT,
                        List.of(BY_PLACE),
                        new TableLimits(4, TableLimits.MAX_DEPTH));

        write(put(1, "a: 1, b: 2"), put(2, "c: 3, items: [{d: 1, e: 1}]"));
        write(put(3, "x: 1"), put(4, "a: 4"), put(5, "b: 5, items: [{d: 2}, {f: 1}]"));

        assertThat(columns(MYSQL, "orders"))
                .containsExactly("id|bigint", "a|int", "b|int", "c|int");
        assertThat(rows(MYSQL, "SELECT id FROM orders ORDER BY 1")).containsExactly("1", "2", "4");
        assertThat(rows(MYSQL, ITEMS)).containsExactly("2|0|1|1");
        assertThat(rows(MYSQL, "SELECT code, path FROM lockstep_dead_letters ORDER BY 2"))
                .containsExactly("TOO_MANY_COLUMNS|items.f", "TOO_MANY_COLUMNS|x");
    }

    @Test
    void strictDriftRejectsWhatTheChildTableLacks() throws SQLException {
        map(BY_PLACE);
        write(put(1, "items: [{a: 1}]"));
        mapping =
                new CollectionMapping(
                                "shop",
                                "orders",
                                "orders",
                                List.of(),
                                List.of(),
                                List.of(),
                                SchemaDrift.STRICT)
                        .withChildren(List.of(BY_PLACE));

        write(put(1, "items: [{a: 2}, {a: 3, b: 1}]"), put(2, "items: [{a: 4}]"));

        assertThat(rows(MYSQL, ITEMS)).containsExactly("1|0|1", "2|0|4");
        assertThat(rows(MYSQL, "SELECT code, path FROM lockstep_dead_letters"))
                .containsExactly("SCHEMA_CHANGE_NOT_ALLOWED|items.b");
    }

    @Test
    void theRowsOfManyDocumentsAreOneBatch() throws SQLException {
        map(BY_PLACE);
        ChangeEvent[] events =
                Stream.iterate(0, id -> id + 1)
                        .limit(1_000)
                        .map(id -> put(id, "items: [%d, %d, %d]".formatted(id, id + 1, id + 2)))
                        .toArray(ChangeEvent[]::new);
        write(events);
        write(events);

        assertThat(
                        rows(
                                MYSQL,
                                "SELECT COUNT(*), SUM(value - orders_id - ordinal) FROM orders_items"))
                .containsExactly("3000|0");
    }

    private void map(ChildMapping... children) {
        mapping = CollectionMapping.byConvention("shop", "orders").withChildren(List.of(children));
    }

    private static ChildMapping child(
            String path, ElementKey key, List<ColumnMapping> columns, ChildMapping... children) {
        return new ChildMapping(
                path,
                null,
                key,
                columns,
                List.of(),
                ChildMapping.OnMismatch.REJECT,
                List.of(children));
    }

    private BatchTransaction.Result write(ChangeEvent... events) throws SQLException {
        DocumentMapper mapper = new DocumentMapper(List.of(mapping));
        Batch batch =
                Changes.batch(
                        Changes.declarations(mapping),
                        Stream.of(events).map(mapper::map).toArray(TargetChange[]::new));
        var pipeline = Changes.pipeline(MYSQL, mapping);
        try (TargetConnection target = new TargetConnection(pipeline.target())) {
            return new BatchTransaction(target, pipeline, Changes.progress(0, 127)).write(batch);
        }
    }

    private static String told(TargetChange.Rejected rejected) {
        DeadLetter letter = rejected.deadLetter();
        return letter.code() + " " + letter.path();
    }

    private static ChangeEvent put(Object id, String fields) {
        return ORDERS.put(id, fields);
    }

    private static ChangeEvent gone(Object id) {
        return ORDERS.gone(id);
    }
}
