package dev.lockstep.mapping;

import static dev.lockstep.row.DeadLetter.Code.COLUMN_NAME_CONFLICT;
import static dev.lockstep.row.DeadLetter.Code.DOCUMENT_MALFORMED;
import static dev.lockstep.row.DeadLetter.Code.FIELD_MISSING;
import static dev.lockstep.row.DeadLetter.Code.KEY_NOT_SUPPORTED;
import static dev.lockstep.row.DeadLetter.Code.NULL_NOT_ALLOWED;
import static dev.lockstep.row.DeadLetter.Code.NUMBER_NOT_FINITE;
import static dev.lockstep.row.DeadLetter.Code.SCHEMA_CHANGE_NOT_ALLOWED;
import static dev.lockstep.row.DeadLetter.Code.TOO_MANY_COLUMNS;
import static dev.lockstep.row.DeadLetter.Code.TYPE_MISMATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.event.Position;
import dev.lockstep.mask.MaskingKeys;
import dev.lockstep.row.Cell;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import dev.lockstep.type.ColumnType;
import dev.lockstep.value.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentMapperTest {

    private static final Namespace ORDERS = new Namespace("shop", "orders");
    private static final Value ONE = new Value.Int32(1);
    private static final Value TWO = new Value.Int32(2);

    private final DocumentMapper byConvention =
            new DocumentMapper(List.of(CollectionMapping.byConvention("shop", "*")));

    @Nested
    class Operations {

        @ParameterizedTest
        @EnumSource(names = {"READ", "INSERT", "UPDATE", "REPLACE"})
        void writesTheDocumentThereIs(Operation operation) {
            ChangeEvent event = event(operation, "7", "{\"_id\": 7, \"a\": 1}");

            assertThat(byConvention.map(event))
                    .isEqualTo(
                            new TargetChange.Upsert(
                                    Origin.of(event),
                                    "orders",
                                    List.of(new Cell("id", new Value.Int32(7))),
                                    List.of(new Cell("a", "a", ONE))));
        }

        @ParameterizedTest
        @EnumSource(names = {"UPDATE", "DELETE"})
        void deletesTheDocumentThatIsGone(Operation operation) {
            ChangeEvent event = event(operation, "7", null);

            assertThat(byConvention.map(event))
                    .isEqualTo(
                            new TargetChange.Delete(
                                    Origin.of(event),
                                    "orders",
                                    List.of(new Cell("id", new Value.Int32(7)))));
        }

        @Test
        void namesTheTableAfterTheNamespace() {
            CollectionMapping mapping =
                    new CollectionMapping(
                            "shop",
                            "*",
                            "{database}_{collection}",
                            List.of(),
                            List.of(),
                            List.of(),
                            SchemaDrift.EVOLVE);
            DocumentMapper mapper =
                    new DocumentMapper(
                            List.of(CollectionMapping.byConvention("shop", "users"), mapping));

            assertThat(upsert(mapper, "{}").table()).isEqualTo("shop_orders");
        }

        @Test
        void refusesToRunForACollectionThatNoMappingCovers() {
            ChangeEvent event =
                    new ChangeEvent(
                            Operation.DELETE, new Namespace("other", "x"), "1", null, 0, null);

            assertThatThrownBy(() -> byConvention.map(event))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("No mapping covers other.x");
        }

        @Test
        void keepsAMalformedDocumentAsADeadLetter() {
            ChangeEvent event = event(Operation.INSERT, "1", "{\"_id\": 1, \"a\": secret}");

            DeadLetter letter = ((TargetChange.Rejected) byConvention.map(event)).deadLetter();

            assertThat(letter.code()).isEqualTo(DOCUMENT_MALFORMED);
            assertThat(letter.document()).isEqualTo(event.document());
            assertThat(letter.toString()).doesNotContain("secret");
            assertThat(rejected(byConvention, "{oops", "{}").code()).isEqualTo(DOCUMENT_MALFORMED);
        }
    }

    @Nested
    class ByConvention {

        @Test
        void flattensNestedDocumentsAtAnyDepth() {
            assertThat(cells(byConvention, "{\"a\": {\"b\": {\"c\": 1}, \"d\": null}, \"e\": 2}"))
                    .containsExactly(
                            new Cell("a_b_c", ONE),
                            new Cell("a_d", Value.Null.INSTANCE),
                            new Cell("e", TWO));
        }

        @Test
        void keepsArraysAndEmptyDocumentsAsJson() {
            assertThat(cells(byConvention, "{\"a\": [1, {\"b\": 2}], \"c\": {\"d\": {}}}"))
                    .containsExactly(
                            new Cell("a", new Value.Json("[1,{\"b\":2}]")),
                            new Cell("c_d", new Value.Json("{}")));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "0df078f33aa74a2e9696e0520c1a828a",
                    "0DF078F33AA7",
                    "73ffd264-44b3-4c69-90e8-e7d1dfc035d4",
                    "0",
                    "-12345678901234567890123"
                })
        void keepsAMapFromDataAsJson(String name) {
            String map = "{\"" + name + "\":{\"x\":1},\"y\":2}";

            assertThat(cells(byConvention, "{\"a\": " + map + "}"))
                    .containsExactly(new Cell("a", new Value.Json(map)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"0df078f33aa", "1a", "-", "", "street", "2024-01", "facade"})
        void flattensADocumentWithASchema(String name) {
            assertThat(cells(byConvention, "{\"a\": {\"" + name + "\": 1}}"))
                    .containsExactly(new Cell("a_" + name, ONE));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "address line 2 | address line 2",
                    "a.b            | a.b",
                    "größe          | größe",
                    "$x`'           | $x`'",
                    "id             | id_field",
                    "Id             | Id_field",
                    "''             | _e3b0c442",
                    "a😀b           | a__b_0db8ab14",
                    "' '            | ' _474f2af4'"
                })
        void namesColumnsAfterFields(String field, String column) {
            assertThat(cells(byConvention, "{\"" + field + "\": 1}"))
                    .extracting(Cell::column)
                    .containsExactly(column);
        }

        @Test
        void shortensLongNamesWithoutConflict() {
            String prefix = "n".repeat(64);

            List<Cell> cells =
                    cells(
                            byConvention,
                            "{\"%s\": 1, \"%sa\": 1, \"%sb\": 1, \"n\": {\"%sa\": 1}}"
                                    .formatted(prefix, prefix, prefix, prefix));

            assertThat(cells).extracting(Cell::column).doesNotHaveDuplicates();
            assertThat(cells.get(0).column()).isEqualTo(prefix);
            assertThat(cells.subList(1, 4))
                    .extracting(cell -> cell.column().substring(0, 56))
                    .containsExactly(
                            "n".repeat(55) + "_",
                            "n".repeat(55) + "_",
                            "n_" + "n".repeat(53) + "_");
            assertThat(cells).allMatch(cell -> cell.column().length() == 64);
        }

        @Test
        void refusesAFieldThatTheDocumentHasTwice() {
            DeadLetter letter = rejected(byConvention, "1", "{\"a\": {\"b\": 1, \"b\": 1}}");

            assertThat(letter.toString())
                    .isEqualTo("COLUMN_NAME_CONFLICT at a.b: the document has the field twice");
        }

        /** Which of them has the column is the target's question: it knows the other documents. */
        @Test
        void tellsTheFieldsOfColumnsWithOneName() {
            assertThat(upsert(byConvention, "{\"a_b\": 1, \"a\": {\"b\": 2}, \"A_B\": 1}").cells())
                    .containsExactly(
                            new Cell("a_b", "a_b", ONE),
                            new Cell("a_b", "a\0b", TWO),
                            new Cell("A_B", "A_B", ONE));
            assertThat(upsert(byConvention, "{\"id\": 1, \"id_field\": 2}").cells())
                    .containsExactly(
                            new Cell("id_field", "id", ONE), new Cell("id_field", "id_field", TWO));
        }

        @Test
        void refusesMoreColumnsThanATableCanHave() {
            assertThat(cells(byConvention, documentOf(999))).hasSize(999);
            DeadLetter letter = rejected(byConvention, "1", documentOf(1000));
            assertThat(letter.code()).isEqualTo(TOO_MANY_COLUMNS);
            assertThat(letter.path()).isEqualTo("f999");
        }

        @Test
        void refusesNumbersThatSqlHasNot() {
            DeadLetter letter = rejected(byConvention, "1", "{\"a\": {\"b\": NaN}}");
            assertThat(letter.code()).isEqualTo(NUMBER_NOT_FINITE);
            assertThat(letter.path()).isEqualTo("a.b");

            assertThat(cells(byConvention, "{\"a\": [NaN]}"))
                    .containsExactly(
                            new Cell("a", new Value.Json("[{\"$numberDouble\":\"NaN\"}]")));
        }

        @Test
        void namesAndRejectsAlsoWhenItRemembersNoMoreFields() {
            for (int i = 0; i < 12; i++) {
                int from = 999 * i;
                String fields =
                        IntStream.range(from, from + 999)
                                .mapToObj(n -> "\"f" + n + "\": 1")
                                .collect(Collectors.joining(",", "{", "}"));
                assertThat(cells(byConvention, fields)).hasSize(999);
            }
            assertThat(cells(byConvention, "{\"new\": {\"x\": 1}}"))
                    .containsExactly(new Cell("new_x", ONE));
            assertThat(rejected(byConvention, "1", "{\"new\": 1, \"new\": 1}").code())
                    .isEqualTo(COLUMN_NAME_CONFLICT);
        }

        private String documentOf(int fields) {
            return IntStream.range(0, fields)
                    .mapToObj(n -> "\"f" + n + "\": 1")
                    .collect(Collectors.joining(",", "{", "}"));
        }
    }

    @Nested
    class Keys {

        static Stream<Arguments> supported() {
            return Stream.of(
                    arguments("\"a\"", new Value.Text("a")),
                    arguments("1.0", ONE),
                    arguments("{\"$numberLong\": \"1\"}", ONE),
                    arguments("{\"$numberDecimal\": \"1.00\"}", ONE),
                    arguments("1.5", new Value.Float64(1.5)),
                    arguments(
                            "{\"$numberDecimal\": \"0.10\"}",
                            new Value.Decimal(new BigDecimal("0.1"))),
                    arguments("true", new Value.Bool(true)),
                    arguments("{\"$date\": 5}", new Value.Date(5)),
                    arguments(
                            "{\"$oid\": \"5ca4bbc7a2dd94ee5816238c\"}",
                            new Value.ObjectId("5ca4bbc7a2dd94ee5816238c")),
                    arguments(
                            "{\"$binary\": \"AQI=\", \"$type\": \"00\"}",
                            new Value.Binary(new byte[] {1, 2}, 0)),
                    arguments(
                            "{\"b\": 1.0, \"a\": {\"$date\": 0}}",
                            new Value.Json("{\"b\":1,\"a\":{\"$date\":\"1970-01-01T00:00:00Z\"}}")),
                    arguments("null", new Value.Json("null")),
                    arguments("NaN", new Value.NotFinite("NaN")),
                    arguments(
                            "{\"$timestamp\": {\"t\": 1, \"i\": 2}}",
                            new Value.Json("{\"$timestamp\":{\"t\":1,\"i\":2}}")),
                    arguments("\"" + "😀".repeat(768) + "\"", new Value.Text("😀".repeat(768))));
        }

        @Test
        void ofADocumentThatWasSeenAreThoseOfItsRow() {
            TargetChange seen = byConvention.map(event(Operation.SEEN, "7", null));

            assertThat(((TargetChange.Seen) seen).key())
                    .isEqualTo(upsert(byConvention, "7", "{\"_id\": 7}").key());
            TargetChange keyless = byConvention.map(event(Operation.SEEN, "[1]", null));
            assertThat(((TargetChange.Seen) keyless).key()).isEmpty();
        }

        @ParameterizedTest
        @MethodSource("supported")
        void areTheSameForADeleteAsForAnUpsert(String id, Value expected) {
            TargetChange delete = byConvention.map(event(Operation.DELETE, id, null));

            assertThat(((TargetChange.Delete) delete).key())
                    .isEqualTo(upsert(byConvention, id, "{\"_id\": " + id + "}").key())
                    .containsExactly(new Cell("id", expected));
        }

        @Test
        void refuseAnArray() {
            DeadLetter letter = rejected(byConvention, "[1]", "{}");
            assertThat(letter.code()).isEqualTo(KEY_NOT_SUPPORTED);
            assertThat(letter.path()).isEqualTo("_id");
        }

        @Test
        void refuseWhatIsTooLong() {
            assertThat(rejected(byConvention, "\"" + "x".repeat(769) + "\"", "{}").reason())
                    .isEqualTo("a primary key can't be longer than 768 characters");
        }

        @Test
        void canBePartsOfTheId() {
            DocumentMapper mapper =
                    mapper(
                            List.of(column("_id.shop.no", "shop"), column("_id.order", "order_no")),
                            List.of(),
                            List.of(),
                            SchemaDrift.EVOLVE);
            String id = "{\"shop\": {\"no\": 1.0, \"x\": 3}, \"order\": \"A\", \"extra\": 2}";

            TargetChange.Upsert upsert =
                    upsert(mapper, id, "{\"_id\": " + id + ", \"id\": 1, \"Order_No\": 2}");

            assertThat(upsert.key())
                    .containsExactly(
                            new Cell("shop", ONE), new Cell("order_no", new Value.Text("A")));
            assertThat(withoutPaths(upsert.cells()))
                    .containsExactly(
                            new Cell("_id_shop_x", new Value.Int32(3)),
                            new Cell("_id_extra", TWO),
                            new Cell("id", ONE),
                            new Cell("Order_No_field", TWO));
            assertThat(rejected(mapper, "{\"shop\": 1, \"order\": 2}", "{}").path())
                    .isEqualTo("_id.shop.no");
            assertThat(rejected(mapper, "7", "{}").code()).isEqualTo(KEY_NOT_SUPPORTED);
        }
    }

    @Nested
    class Declared {

        private final ColumnMapping email = column("customer.email", "email");

        @Test
        void columnsTakeTheirFieldsAndTheOthersGoByConvention() {
            DocumentMapper mapper =
                    mapper(List.of(), List.of(email), List.of(), SchemaDrift.EVOLVE);

            assertThat(
                            cells(
                                    mapper,
                                    "{\"customer\": {\"email\": \"a@b\", \"age\": 1}, \"email\": 2}"))
                    .containsExactly(
                            new Cell("email", new Value.Text("a@b")),
                            new Cell("customer_age", ONE),
                            new Cell("email_field", TWO));
        }

        @Test
        void documentsAreJsonBesideWhatIsDeclaredBelowThem() {
            DocumentMapper mapper =
                    mapper(
                            List.of(),
                            List.of(column("a.b.c", "c"), column("a", "a"), column("_id", "raw")),
                            List.of("a.x"),
                            SchemaDrift.STRICT);

            assertThat(
                            cells(
                                    mapper,
                                    "{\"_id\": {\"y\": 1}, \"a\": {\"b\": {\"c\": 1, \"d\": 2}, \"x\": 3}}"))
                    .containsExactly(
                            new Cell("raw", new Value.Json("{\"y\":1}")),
                            new Cell("a", new Value.Json("{\"b\":{\"c\":1,\"d\":2}}")),
                            new Cell("c", ONE));
            assertThat(cells(mapper, "{\"a\": [1]}"))
                    .containsExactly(new Cell("a", new Value.Json("[1]")));
        }

        @Test
        void missingAndNullAreDifferent() {
            DocumentMapper mapper =
                    mapper(
                            List.of(),
                            List.of(
                                    new ColumnMapping("a", "a", null, true, null),
                                    new ColumnMapping("b", "b", null, true, ONE),
                                    new ColumnMapping("c", "c", null, false, TWO)),
                            List.of(),
                            SchemaDrift.STRICT);

            assertThat(cells(mapper, "{}")).containsExactly(new Cell("b", ONE), new Cell("c", TWO));
            assertThat(cells(mapper, "{\"a\": null, \"b\": null, \"c\": 1}"))
                    .containsExactly(
                            new Cell("a", Value.Null.INSTANCE),
                            new Cell("b", Value.Null.INSTANCE),
                            new Cell("c", ONE));
            assertThat(rejected(mapper, "1", "{\"c\": null}").code()).isEqualTo(NULL_NOT_ALLOWED);
        }

        @Test
        void columnsThatMustHaveAValueNameTheMissingField() {
            DocumentMapper mapper =
                    mapper(
                            List.of(),
                            List.of(new ColumnMapping("a.b", "b", null, false, null)),
                            List.of(),
                            SchemaDrift.STRICT);

            for (String document : List.of("{}", "{\"a\": {}}", "{\"a\": null}")) {
                DeadLetter letter = rejected(mapper, "1", document);
                assertThat(letter.code()).isEqualTo(FIELD_MISSING);
                assertThat(letter.path()).isEqualTo("a.b");
            }
        }

        @Test
        void typesAreChecked() {
            ColumnType type = new ColumnType.Bool();
            DocumentMapper mapper =
                    new DocumentMapper(
                            List.of(
                                    mapping(
                                            List.of(),
                                            List.of(new ColumnMapping("a", "a", type, true, null)),
                                            List.of(),
                                            SchemaDrift.EVOLVE)));

            assertThat(cells(mapper, "{\"a\": true, \"b\": 1}")).hasSize(2);
            assertThat(cells(mapper, "{\"a\": null}")).hasSize(1);
            assertThat(rejected(mapper, "1", "{\"a\": 1}"))
                    .isEqualTo(
                            new DeadLetter(
                                    TYPE_MISMATCH, "a", "int does not fit BOOLEAN", "{\"a\": 1}"));
        }

        @Test
        void otherFieldsAreIgnoredAndCounted() {
            DocumentMapper mapper =
                    mapper(List.of(), List.of(email), List.of("secret"), SchemaDrift.IGNORE);

            assertThat(
                            cells(
                                    mapper,
                                    "{\"_id\": 1, \"secret\": 1, \"x\": {\"y\": 1, \"z\": 2},"
                                            + " \"customer\": {\"email\": 1, \"b\": [2]}}"))
                    .containsExactly(new Cell("email", ONE));
            assertThat(mapper.ignoredFields()).isEqualTo(2);
            assertThat(cells(mapper, "{\"customer\": 5}")).isEmpty();
            assertThat(cells(mapper, "{\"customer\": {}}")).isEmpty();
            assertThat(mapper.ignoredFields()).isEqualTo(3);
        }

        @Test
        void otherFieldsAreRefusedWhenDriftIsStrict() {
            DocumentMapper mapper =
                    mapper(List.of(), List.of(email), List.of("x"), SchemaDrift.STRICT);

            assertThat(cells(mapper, "{\"_id\": 1, \"x\": 1, \"customer\": null}")).isEmpty();
            for (String document :
                    List.of("{\"customer\": {\"age\": {\"y\": 1}}}", "{\"customer\": 1}")) {
                assertThat(rejected(mapper, "1", document).code())
                        .isEqualTo(SCHEMA_CHANGE_NOT_ALLOWED);
            }
            assertThat(rejected(mapper, "1", "{\"customer\": {\"age\": {\"y\": 1}}}").path())
                    .isEqualTo("customer.age");
        }

        @ParameterizedTest
        @EnumSource
        void withoutColumnsAllFieldsGoByConvention(SchemaDrift drift) {
            DocumentMapper mapper = mapper(List.of(), List.of(), List.of(), drift);

            assertThat(cells(mapper, "{\"a\": {\"b\": 1}}")).containsExactly(new Cell("a_b", ONE));
        }

        @Test
        void excludedFieldsAppearNowhere() {
            DocumentMapper mapper =
                    mapper(
                            List.of(),
                            List.of(),
                            List.of("a.b", "items.card.no", "map.123.x"),
                            SchemaDrift.EVOLVE);

            assertThat(
                            cells(
                                    mapper,
                                    "{\"a\": {\"b\": {\"c\": [1]}, \"d\": 1},"
                                            + " \"items\": [{\"card\": {\"no\": {\"s\": 9}, \"e\": 2}}],"
                                            + " \"map\": {\"123\": {\"x\": 1, \"y\": {\"x\": 2}}}}"))
                    .containsExactly(
                            new Cell("a_d", ONE),
                            new Cell("items", new Value.Json("[{\"card\":{\"e\":2}}]")),
                            new Cell("map", new Value.Json("{\"123\":{\"y\":{\"x\":2}}}")));
        }

        @Test
        void twoColumnsOfOneFieldAreRefusedAtOnce() {
            DocumentMapper mapper =
                    mapper(
                            List.of(),
                            List.of(column("a", "x"), column("a", "y")),
                            List.of(),
                            SchemaDrift.EVOLVE);

            assertThatThrownBy(() -> cells(mapper, "{}"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Two columns are declared for a");
        }
    }

    @Test
    void whatIsDeeperThanMaxDepthIsJsonButForDeclaredColumns() {
        String document = "{\"a\": {\"b\": {\"c\": {\"d\": 1, \"e\": 2}, \"f\": [1]}}, \"g\": 3}";

        assertThat(cells(ofDepth(1), document))
                .containsExactly(
                        new Cell(
                                "a", new Value.Json("{\"b\":{\"c\":{\"d\":1,\"e\":2},\"f\":[1]}}")),
                        new Cell("g", new Value.Int32(3)));
        assertThat(cells(ofDepth(2), document))
                .containsExactly(
                        new Cell("a_b", new Value.Json("{\"c\":{\"d\":1,\"e\":2},\"f\":[1]}")),
                        new Cell("g", new Value.Int32(3)));
        assertThat(cells(ofDepth(1, column("a.b.c.d", "d")), document))
                .containsExactly(
                        new Cell("d", ONE),
                        new Cell("a_b_c_e", new Value.Int32(2)),
                        new Cell("a_b_f", new Value.Json("[1]")),
                        new Cell("g", new Value.Int32(3)));
    }

    @Test
    void asManyLevelsAsMongoDbHasAreOneColumn() {
        String document = "{\"a\": ".repeat(100) + "1" + "}".repeat(100);

        List<Cell> cells = upsert(ofDepth(TableLimits.MAX_DEPTH), document).cells();

        assertThat(cells).extracting(Cell::value).containsExactly(ONE);
        assertThat(cells.get(0).path()).isEqualTo("a\0".repeat(99) + "a");
        assertThat(cells.get(0).column()).hasSize(64).startsWith("a_a_a_");
    }

    private static DocumentMapper ofDepth(int depth, ColumnMapping... columns) {
        return new DocumentMapper(
                List.of(
                        new CollectionMapping(
                                "shop",
                                "orders",
                                "orders",
                                List.of(),
                                List.of(columns),
                                List.of(),
                                SchemaDrift.EVOLVE,
                                Deletes.HARD,
                                null,
                                MaskingKeys.NONE,
                                null,
                                OnDuplicateKey.REJECT,
                                List.of(),
                                new TableLimits(TableLimits.DEFAULT.columns(), depth))));
    }

    private static DocumentMapper mapper(
            List<ColumnMapping> key,
            List<ColumnMapping> columns,
            List<String> exclude,
            SchemaDrift drift) {
        return new DocumentMapper(List.of(mapping(key, columns, exclude, drift)));
    }

    private static CollectionMapping mapping(
            List<ColumnMapping> key,
            List<ColumnMapping> columns,
            List<String> exclude,
            SchemaDrift drift) {
        return new CollectionMapping("shop", "orders", "orders", key, columns, exclude, drift);
    }

    private static ColumnMapping column(String path, String column) {
        return new ColumnMapping(path, column, null, true, null);
    }

    /** Without their fields. */
    private static List<Cell> cells(DocumentMapper mapper, String document) {
        return withoutPaths(upsert(mapper, document).cells());
    }

    private static List<Cell> withoutPaths(List<Cell> cells) {
        return cells.stream().map(cell -> new Cell(cell.column(), cell.value())).toList();
    }

    private static TargetChange.Upsert upsert(DocumentMapper mapper, String document) {
        return upsert(mapper, "1", document);
    }

    private static TargetChange.Upsert upsert(DocumentMapper mapper, String id, String document) {
        TargetChange change = mapper.map(event(Operation.INSERT, id, document));
        assertThat(change).isInstanceOf(TargetChange.Upsert.class);
        return (TargetChange.Upsert) change;
    }

    private static DeadLetter rejected(DocumentMapper mapper, String id, String document) {
        TargetChange change = mapper.map(event(Operation.INSERT, id, document));
        assertThat(change).isInstanceOf(TargetChange.Rejected.class);
        return ((TargetChange.Rejected) change).deadLetter();
    }

    private static ChangeEvent event(Operation operation, String id, @Nullable String document) {
        return new ChangeEvent(operation, ORDERS, id, document, 1L << 32, new Position("8265"));
    }
}
