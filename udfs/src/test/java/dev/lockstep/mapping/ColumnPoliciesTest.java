package dev.lockstep.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.decode.DocumentDecoder;
import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.event.Position;
import dev.lockstep.mapping.ColumnPolicies.OnMismatch;
import dev.lockstep.mapping.ColumnPolicies.OnMissing;
import dev.lockstep.mapping.ColumnPolicies.OnNull;
import dev.lockstep.row.Cell;
import dev.lockstep.row.TargetChange;
import dev.lockstep.type.ColumnType;
import dev.lockstep.type.ColumnTypeParser;
import dev.lockstep.type.ReadableText;
import dev.lockstep.value.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the table of policies in docs/mapping.md. */
class ColumnPoliciesTest {

    static Stream<List<String>> policies() {
        return MarkdownTables.of("docs/mapping.md").rows("column of type", "declared with");
    }

    @ParameterizedTest
    @MethodSource("policies")
    void aColumnHoldsWhatIsTold(List<String> row) throws Exception {
        ColumnMapping column = column(row.get(0), row.get(1));

        assertThat(holds(column, row.get(2))).isEqualTo(row.get(3));
    }

    private static String holds(ColumnMapping column, String document) {
        CollectionMapping mapping =
                new CollectionMapping(
                        "shop",
                        "orders",
                        "orders",
                        List.of(),
                        List.of(column),
                        List.of(),
                        SchemaDrift.EVOLVE);
        ChangeEvent event =
                new ChangeEvent(
                        Operation.INSERT,
                        new Namespace("shop", "orders"),
                        "1",
                        document,
                        1L << 32,
                        new Position("82"));
        TargetChange change = new DocumentMapper(List.of(mapping)).map(event);
        if (change instanceof TargetChange.Rejected rejected) {
            return "dead letter " + rejected.deadLetter().code();
        }
        TargetChange.Upsert upsert = (TargetChange.Upsert) change;
        if (upsert.kept().contains("f")) {
            assertThat(upsert.cells()).isEmpty();
            return "what the row holds";
        }
        return upsert.cells().stream().map(ColumnPoliciesTest::text).findFirst().orElse("NULL");
    }

    private static String text(Cell cell) {
        return cell.value() instanceof Value.Null ? "NULL" : ReadableText.of(cell.value());
    }

    private static ColumnMapping column(String type, String declared) throws Exception {
        Map<String, String> keys = new HashMap<>();
        for (String key : declared.split(", ", -1)) {
            int colon = key.indexOf(": ");
            if (colon > 0) {
                keys.put(key.substring(0, colon), key.substring(colon + 2));
            }
        }
        ColumnType columnType = type.equals("any") ? null : ColumnTypeParser.parse(type);
        boolean nullable = !"false".equals(keys.get("nullable"));
        Value defaultValue = keys.containsKey("default") ? value(keys.get("default")) : null;
        ColumnPolicies undeclared = ColumnPolicies.of(nullable, defaultValue != null);
        ColumnPolicies policies =
                new ColumnPolicies(
                        constant(OnMismatch.class, keys.get("on_mismatch"))
                                .orElse(undeclared.onMismatch()),
                        constant(OnMissing.class, keys.get("on_missing"))
                                .orElse(undeclared.onMissing()),
                        constant(OnNull.class, keys.get("on_null")).orElse(undeclared.onNull()));
        return new ColumnMapping(
                new ColumnSource.Field("f"), "f", columnType, nullable, defaultValue, policies);
    }

    private static Value value(String text) throws Exception {
        return text.matches("-?[0-9]+") ? DocumentDecoder.decodeValue(text) : new Value.Text(text);
    }

    private static <E extends Enum<E>> Optional<E> constant(Class<E> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }
}
