package dev.lockstep.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.event.Position;
import dev.lockstep.mask.Mask;
import dev.lockstep.mask.MaskingKeys;
import dev.lockstep.row.Cell;
import dev.lockstep.row.TargetChange;
import dev.lockstep.type.ColumnType;
import dev.lockstep.value.Value;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A masked value is seen nowhere. */
class MaskingTest {

    private static final String SECRET = "4111-1111";

    /** Documents with the secret at the masked path {@code a.b}, on its own or in an array. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'x': 1, 'a': {'b': '4111-1111', 'c': 2}}",
                "{'a': {'b': '4111-1111'}}",
                "{'a': {'b': {'c': '4111-1111', 'd': [1]}}}",
                "{'a': {'b': ['4111-1111']}}",
                "{'a': [{'b': '4111-1111', 'c': 2}]}",
                "{'a': [[{'b': '4111-1111'}]]}",
                "{'a': {'b': '4111-1111', 'b': '4111-1111'}}",
                "{'a': {'b': '4111-1111'}, 'a': {'b': '4111-1111'}}",
                "{'bad': {'$numberDouble': 'NaN'}, 'a': {'b': '4111-1111', 'c': 2}}",
                "{'a': {'b': '4111-1111', 'c': {'$numberDouble': 'NaN'}}}",
                "{'a': [{'b': '4111-1111'}], 'bad': {'$numberDouble': 'NaN'}}",
                "{'a': {'b': '4111-1111'}, 'bad': ",
            })
    void aMaskedValueAppearsNowhere(String document) {
        String json = document.replace('\'', '"');
        ColumnMapping masked = column("a.b", "b", new Mask.Redact());
        for (List<ColumnMapping> columns :
                List.of(
                        List.of(masked),
                        List.of(masked, column("a", "a", null)),
                        List.of(masked, typed("a", new ColumnType.Int(4))),
                        List.of(masked, computed("doc")),
                        List.of(masked, computed("doc.a")),
                        List.of(masked, computed("doc.a.b")),
                        List.of(masked, typed("x", new ColumnType.Bool())))) {
            for (String id : List.of("1", "null")) {
                TargetChange change = mapper(null, columns).map(event(id, json));

                assertThat(everythingIn(change)).doesNotContain(SECRET);
            }
        }
    }

    @Test
    void theColumnHasItsMaskAndItsParentTheRest() {
        DocumentMapper mapper =
                mapper(
                        null,
                        List.of(
                                column("a.b", "b", new Mask.Partial(4)),
                                column("a", "a", null),
                                column("a.d", "d", null)));

        assertThat(mapper.map(event("1", "{\"a\": {\"b\": \"4111-1111\", \"c\": 2, \"d\": 3}}")))
                .isInstanceOfSatisfying(
                        TargetChange.Upsert.class,
                        upsert ->
                                assertThat(upsert.cells())
                                        .containsExactly(
                                                new Cell("a", new Value.Json("{\"c\":2,\"d\":3}")),
                                                new Cell("b", new Value.Text("***1111")),
                                                new Cell("d", new Value.Int32(3))));
    }

    @Test
    void aDeadLetterShowsItsDocumentWithoutWhatIsMaskedOrExcluded() {
        ColumnMapping masked = column("a.b", "b", new Mask.Redact());
        TargetChange change =
                mapper(null, List.of(masked, typed("x", new ColumnType.Bool())))
                        .map(event("1", "{\"a\": {\"b\": 1, \"c\": 2}, \"out\": 3, \"x\": 1}"));

        assertThat(((TargetChange.Rejected) change).deadLetter().document())
                .isEqualTo("{\"a\":{\"c\":2},\"x\":1}");
    }

    @Test
    void aFilterDoesNotSeeWhatIsMasked() {
        DocumentMapper mapper =
                mapper("has(doc.a.b)", List.of(column("a.b", "b", new Mask.Redact())));

        assertThat(mapper.map(event("1", "{\"a\": {\"b\": 1}}")))
                .isInstanceOf(TargetChange.Delete.class);
    }

    /** Every text that a change carries, the ones for people included. */
    private static String everythingIn(TargetChange change) {
        if (change instanceof TargetChange.Upsert upsert) {
            return upsert + " " + upsert.key() + " " + upsert.cells();
        }
        TargetChange.Rejected rejected = (TargetChange.Rejected) change;
        return rejected
                + rejected.deadLetter().path()
                + rejected.deadLetter().reason()
                + rejected.deadLetter().document();
    }

    private static ColumnMapping column(String path, String name, @Nullable Mask mask) {
        return new ColumnMapping(
                new ColumnSource.Field(path),
                name,
                null,
                true,
                null,
                ColumnPolicies.of(true, false),
                mask);
    }

    private static ColumnMapping typed(String path, ColumnType type) {
        return new ColumnMapping(path, path, type, true, null);
    }

    private static ColumnMapping computed(String expression) {
        return new ColumnMapping(
                new ColumnSource.Computed(expression),
                "computed",
                null,
                true,
                null,
                ColumnPolicies.of(true, false));
    }

    private static ChangeEvent event(String id, String document) {
        return new ChangeEvent(
                Operation.INSERT,
                new Namespace("shop", "orders"),
                id,
                document,
                1L << 32,
                new Position("82"));
    }

    private static DocumentMapper mapper(@Nullable String filter, List<ColumnMapping> columns) {
        return new DocumentMapper(
                Stream.of(
                                new CollectionMapping(
                                        "shop",
                                        "orders",
                                        "orders",
                                        List.of(),
                                        columns,
                                        List.of("out"),
                                        SchemaDrift.EVOLVE,
                                        Deletes.HARD,
                                        filter,
                                        MaskingKeys.NONE))
                        .toList());
    }
}
