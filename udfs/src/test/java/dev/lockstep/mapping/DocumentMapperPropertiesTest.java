package dev.lockstep.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.decode.BsonDocuments;
import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.row.Cell;
import dev.lockstep.row.DeadLetter.Code;
import dev.lockstep.row.TargetChange;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bson.BsonDocument;

/** What holds for the mapping of any document. */
class DocumentMapperPropertiesTest {

    private static final Set<Code> ALLOWED =
            EnumSet.of(
                    Code.NUMBER_NOT_FINITE,
                    Code.VALUE_OUT_OF_RANGE,
                    Code.COLUMN_NAME_CONFLICT,
                    Code.KEY_NOT_SUPPORTED);

    private final DocumentMapper mapper =
            new DocumentMapper(List.of(CollectionMapping.byConvention("shop", "*")));

    @Provide
    Arbitrary<BsonDocument> documents() {
        return BsonDocuments.documents();
    }

    @Property
    void aDocumentIsARowWithAColumnForEachFieldOrADeadLetter(
            @ForAll("documents") BsonDocument document) {
        TargetChange change = mapper.map(insert("1", BsonDocuments.text(document)));

        if (change instanceof TargetChange.Upsert upsert) {
            assertThat(upsert.cells())
                    .extracting(Cell::path)
                    .doesNotContainNull()
                    .doesNotHaveDuplicates();
            assertThat(upsert.cells())
                    .extracting(cell -> cell.column().toLowerCase(Locale.ROOT))
                    .doesNotContain("id")
                    .allMatch(name -> !name.isEmpty() && name.length() <= 64);
        } else {
            assertThat(((TargetChange.Rejected) change).deadLetter().code()).isIn(ALLOWED);
        }
    }

    @Property
    void aColumnsNameDependsOnItsFieldOnly(
            @ForAll("documents") BsonDocument first, @ForAll("documents") BsonDocument second) {
        DocumentMapper fresh =
                new DocumentMapper(List.of(CollectionMapping.byConvention("shop", "*")));
        fresh.map(insert("1", BsonDocuments.text(first)));

        assertThat(fresh.map(insert("1", BsonDocuments.text(second))))
                .isEqualTo(mapper.map(insert("1", BsonDocuments.text(second))));
    }

    @Property
    void anyValueIsAKeyThatADeleteFindsOrADeadLetter(@ForAll("documents") BsonDocument document) {
        document.forEach(
                (name, value) -> {
                    String text = BsonDocuments.text(new BsonDocument("", value));
                    String id = text.substring(text.indexOf(':') + 2, text.length() - 1);
                    TargetChange upsert = mapper.map(insert(id, "{}"));
                    TargetChange delete =
                            mapper.map(
                                    new ChangeEvent(
                                            Operation.DELETE,
                                            new Namespace("shop", "orders"),
                                            id,
                                            null,
                                            0,
                                            null));
                    assertThat(keyOrCode(upsert)).isEqualTo(keyOrCode(delete));
                });
    }

    private static Object keyOrCode(TargetChange change) {
        if (change instanceof TargetChange.Upsert upsert) {
            return upsert.key();
        } else if (change instanceof TargetChange.Delete delete) {
            return delete.key();
        }
        Code code = ((TargetChange.Rejected) change).deadLetter().code();
        assertThat(code).isEqualTo(Code.KEY_NOT_SUPPORTED);
        return List.<Cell>of();
    }

    private static ChangeEvent insert(String id, String document) {
        return new ChangeEvent(
                Operation.INSERT, new Namespace("shop", "orders"), id, document, 0, null);
    }
}
