package dev.lockstep.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.mask.Mask;
import dev.lockstep.mask.MaskingKeys;
import dev.lockstep.row.Cell;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.DeadLetter.Code;
import dev.lockstep.row.TargetChange;
import dev.lockstep.type.ColumnType;
import dev.lockstep.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys that are made of other fields than the document's id. */
class BusinessKeyTest {

    private static final ColumnMapping EMAIL =
            new ColumnMapping("contact.email", "email", new ColumnType.VarChar(99), false, null);
    private static final ColumnMapping REGION =
            new ColumnMapping("region", "region", new ColumnType.Char(2), false, null);

    @Test
    void theKeyIsOfTheFieldsInItsOrderAndTheIdIsAColumn() {
        TargetChange.Upsert upsert =
                (TargetChange.Upsert)
                        map(
                                mapping(REGION, EMAIL),
                                Operation.INSERT,
                                "{\"_id\": 7, \"contact\": {\"email\": \"a@b.c\", \"tel\": 1},"
                                        + " \"region\": \"EU\", \"n\": 2}");

        assertThat(upsert.key())
                .containsExactly(
                        new Cell("region", new Value.Text("EU")),
                        new Cell("email", new Value.Text("a@b.c")));
        assertThat(upsert.cells())
                .extracting(Cell::column)
                .containsExactly("id", "contact_tel", "n");
        assertThat(upsert.cells().get(0).value()).isEqualTo(new Value.Int32(7));
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"DELETE", "SEEN", "UPDATE"})
    void whatTellsNoFieldsIsOfTheRowThatTheDocumentHas(Operation operation) {
        TargetChange.OfRow change = (TargetChange.OfRow) map(mapping(EMAIL), operation, null);

        assertThat(change.key()).isEmpty();
    }

    @Test
    void aKeyMustHaveAllItsPartsAndTheyMustFit() {
        assertThat(letter("{\"_id\": 1}")).containsExactly(Code.FIELD_MISSING, "contact.email");
        assertThat(letter("{\"_id\": 1, \"contact\": 5}"))
                .containsExactly(Code.FIELD_MISSING, "contact.email");
        assertThat(letter("{\"_id\": 1, \"contact\": {\"email\": null}}"))
                .containsExactly(Code.NULL_NOT_ALLOWED, "contact.email");
        assertThat(letter("{\"_id\": 1, \"contact\": {\"email\": [\"a\"]}}"))
                .containsExactly(Code.TYPE_MISMATCH, "contact.email");
        assertThat(
                        letter(
                                "{\"_id\": 1, \"contact\": {\"email\": \"%s\"}}"
                                        .formatted("x".repeat(100))))
                .containsExactly(Code.VALUE_TOO_LONG, "contact.email");
    }

    @Test
    void aHashedPartIsSeenNowhere() {
        ColumnMapping hashed =
                new ColumnMapping(
                        EMAIL.source(),
                        "email",
                        new ColumnType.Char(64),
                        false,
                        null,
                        EMAIL.policies(),
                        new Mask.Hash());
        CollectionMapping masked =
                new CollectionMapping(
                        "shop",
                        "users",
                        "users",
                        List.of(hashed),
                        List.of(),
                        List.of(),
                        SchemaDrift.EVOLVE,
                        Deletes.HARD,
                        null,
                        new MaskingKeys(
                                new MaskingKeys.Key("hash", "A".repeat(43) + "="), List.of()));

        TargetChange.Upsert upsert =
                (TargetChange.Upsert)
                        map(
                                masked,
                                Operation.INSERT,
                                "{\"_id\": 7, \"contact\": {\"email\": \"secret\"}}");

        assertThat(((Value.Text) upsert.key().get(0).value()).value()).matches("[0-9a-f]{64}");
        assertThat(upsert.cells()).extracting(Cell::column).containsExactly("id");
    }

    @Test
    void withoutDeclaredColumnsNothingDrifts() {
        CollectionMapping strict =
                new CollectionMapping(
                        "shop",
                        "users",
                        "users",
                        List.of(EMAIL),
                        List.of(),
                        List.of("_id"),
                        SchemaDrift.STRICT);

        TargetChange.Upsert upsert =
                (TargetChange.Upsert)
                        map(
                                strict,
                                Operation.INSERT,
                                "{\"_id\": 7, \"contact\": {\"email\": \"a\"}, \"n\": 2}");

        assertThat(upsert.cells()).extracting(Cell::column).containsExactly("n");
    }

    private static List<Object> letter(String document) {
        TargetChange.Rejected rejected =
                (TargetChange.Rejected) map(mapping(EMAIL), Operation.INSERT, document);
        DeadLetter letter = rejected.deadLetter();
        return List.of(letter.code(), letter.path());
    }

    private static TargetChange map(
            CollectionMapping mapping, Operation operation, @Nullable String document) {
        return new DocumentMapper(List.of(mapping))
                .map(
                        new ChangeEvent(
                                operation, new Namespace("shop", "users"), "7", document, 0, null));
    }

    private static CollectionMapping mapping(ColumnMapping... key) {
        return new CollectionMapping(
                "shop", "users", "users", List.of(key), List.of(), List.of(), SchemaDrift.EVOLVE);
    }
}
