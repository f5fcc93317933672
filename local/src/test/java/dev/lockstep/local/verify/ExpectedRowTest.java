package dev.lockstep.local.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectedRowTest {

    @Test
    void joinsNestedDocumentsAndLeavesOutTheKey() {
        ExpectedRow row = row("{_id: 1, a: 1, b: {c: 2, d: {e: 3}}}");

        assertThat(row.values())
                .containsExactly(
                        entry("a", new BsonInt32(1)),
                        entry("b_c", new BsonInt32(2)),
                        entry("b_d_e", new BsonInt32(3)));
        assertThat(row.duplicates()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{a: {}}",
                "{a: [1, {b: 2}]}",
                "{a: {'2024': 1, b: 2}}",
                "{a: {'5a934e000102030405000000': 1}}",
                "{a: {'01234567-89ab-cdef-0123-456789abcdef': 1}}"
            })
    void takesAsOneValueWhatHasNoFieldsOfItsOwn(String document) {
        assertThat(row(document).values()).containsOnlyKeys("a");
    }

    @Test
    void flattensWhatOnlyBeginsLikeData() {
        assertThat(row("{a: {deadbeef: 1, '2024-01': 2}}").values())
                .containsOnlyKeys("a_deadbeef", "a_2024-01");
    }

    @Test
    void givesAFieldThatIsNamedLikeTheKeyAnotherColumn() {
        assertThat(row("{_id: 1, ID: 2}").values()).containsOnlyKeys("id_field");
    }

    @Test
    void tellsWhenTwoFieldsFillOneColumn() {
        assertThat(row("{a: {b: 1}, A_B: 2}").duplicates()).containsExactly("A_B");
    }

    @Test
    void leavesOutWhatIsInOtherTablesAndTakesByItsPartsWhatThatIsIn() {
        Set<List<String>> elsewhere = Set.of(List.of("a"), List.of("b", "c"));

        assertThat(row("{a: [1], b: {c: [2], '2024': 3}, d: {a: 4}}", elsewhere).values())
                .containsOnlyKeys("b_2024", "d_a");
        assertThat(row("{a: 1, b: {}}", elsewhere).values()).isEmpty();
        assertThat(row("{b: null}", elsewhere).values()).isEmpty();
        assertThat(row("{b: [{c: 1}]}", elsewhere).values()).containsOnlyKeys("b");
    }

    private static ExpectedRow row(String document) {
        return row(document, Set.of(List.of("_id")));
    }

    private static ExpectedRow row(String document, Set<List<String>> elsewhere) {
        Set<String> key = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        key.add("id");
        return ExpectedRow.of(
                BsonDocument.parse(document), FieldColumns.byName(key), elsewhere, Map.of());
    }
}
