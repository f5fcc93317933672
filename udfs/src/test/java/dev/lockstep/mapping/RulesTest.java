package dev.lockstep.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.event.Position;
import dev.lockstep.mask.MaskingKeys;
import dev.lockstep.row.Cell;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.DeadLetter.Code;
import dev.lockstep.row.TargetChange;
import dev.lockstep.type.ColumnType;
import dev.lockstep.type.ReadableText;
import dev.lockstep.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Filters and computed columns, as docs/mapping.md tells. */
class RulesTest {

    static Stream<List<String>> expressions() {
        return MarkdownTables.of("docs/mapping.md").rows("MongoDB type", "in CEL");
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void anExpressionGivesWhatIsTold(List<String> row) throws IOException {
        TargetChange change = mapper(null, computed(row.get(2))).map(event(document()));

        assertThat(
                        change instanceof TargetChange.Rejected rejected
                                ? rejected.deadLetter().code().name()
                                : ReadableText.of(last((TargetChange.Upsert) change)))
                .isEqualTo(row.get(3));
    }

    /** The document of the page, which stands before the table. */
    private static String document() throws IOException {
        return Files.readAllLines(Path.of("../docs/mapping.md")).stream()
                .dropWhile(line -> !line.startsWith("    {\"_id\""))
                .takeWhile(line -> line.startsWith("    "))
                .collect(Collectors.joining());
    }

    @Test
    void onlyMatchingDocumentsHaveARow() {
        DocumentMapper mapper = mapper("doc.status != 'deleted' && doc.age >= 18");

        assertThat(mapper.map(event("{\"status\": \"new\", \"age\": 18}")))
                .isInstanceOf(TargetChange.Upsert.class);
        assertThat(mapper.map(event("{\"status\": \"new\", \"age\": 17.5}")))
                .isInstanceOf(TargetChange.Delete.class);
        assertThat(mapper.map(event("{\"status\": \"deleted\", \"age\": 20}")))
                .isInstanceOf(TargetChange.Delete.class);
    }

    @Test
    void aDocumentThatDoesNotMatchNeedNotFit() {
        ColumnMapping age = new ColumnMapping("age", "age", ColumnType.Int.REGULAR, false, null);
        DocumentMapper mapper = mapper("doc.kind == 'person'", age);

        assertThat(mapper.map(event("{\"kind\": \"dog\", \"age\": \"two\"}")))
                .isInstanceOf(TargetChange.Delete.class);
    }

    @Test
    void aFilterWithoutAnAnswerIsADeadLetterThatQuotesNothing() {
        DocumentMapper mapper = mapper("doc.a");

        assertThat(rejected(mapper.map(event("{\"a\": \"secret\"}"))))
                .isEqualTo(
                        new DeadLetter(
                                Code.EXPRESSION_FAILED,
                                "",
                                "filter: the filter is neither true nor false",
                                "{\"a\": \"secret\"}"));
        assertThat(rejected(mapper.map(event("{}"))).reason())
                .isEqualTo("filter: the expression failed: there is no such field; has() asks");
        assertThat(rejected(mapper("int(doc.a) == 1").map(event("{\"a\": \"secret\"}"))).reason())
                .doesNotContain("secret");
    }

    @Test
    void computedColumnsFollowTheirTypeAndPolicies() {
        ColumnMapping size =
                new ColumnMapping(
                        new ColumnSource.Computed("doc.size"),
                        "size",
                        ColumnType.Int.REGULAR,
                        true,
                        null,
                        ColumnPolicies.of(true, false));

        assertThat(mapper(null, size).map(event("{\"size\": \"big\"}")))
                .isInstanceOfSatisfying(
                        TargetChange.Rejected.class,
                        rejected ->
                                assertThat(rejected.deadLetter())
                                        .extracting(DeadLetter::code, DeadLetter::path)
                                        .containsExactly(Code.TYPE_MISMATCH, "size"));
    }

    @Test
    void aMalformedDocumentIsADeadLetter() {
        assertThat(rejected(mapper("doc.a == 1").map(event("{\"a\": "))).code())
                .isEqualTo(Code.DOCUMENT_MALFORMED);
    }

    @Test
    void excludedFieldsCanBeUsed() {
        CollectionMapping mapping =
                new CollectionMapping(
                        "shop",
                        "orders",
                        "orders",
                        List.of(),
                        List.of(computed("doc.raw.size()")),
                        List.of("raw"),
                        SchemaDrift.EVOLVE,
                        Deletes.HARD,
                        null,
                        MaskingKeys.NONE);
        TargetChange change = new DocumentMapper(List.of(mapping)).map(event("{\"raw\": [1, 2]}"));

        assertThat(((TargetChange.Upsert) change).cells())
                .containsExactly(new Cell("c", new Value.Int64(2)));
    }

    private static Value last(TargetChange.Upsert upsert) {
        return upsert.cells().get(upsert.cells().size() - 1).value();
    }

    private static DeadLetter rejected(TargetChange change) {
        return ((TargetChange.Rejected) change).deadLetter();
    }

    private static ColumnMapping computed(String expression) {
        return new ColumnMapping(
                new ColumnSource.Computed(expression),
                "c",
                null,
                true,
                null,
                ColumnPolicies.of(true, false));
    }

    private static ChangeEvent event(String document) {
        return new ChangeEvent(
                Operation.INSERT,
                new Namespace("shop", "orders"),
                "1",
                document,
                1L << 32,
                new Position("82"));
    }

    private static DocumentMapper mapper(@Nullable String filter, ColumnMapping... columns) {
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
                                filter,
                                MaskingKeys.NONE)));
    }
}
