package dev.lockstep.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.decode.Fields.Leaf;
import dev.lockstep.value.Value;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** What holds for the decoding of any document, with the MongoDB driver as the judge. */
class DocumentDecoderPropertiesTest {

    @Provide
    Arbitrary<BsonDocument> documents() {
        return BsonDocuments.documents();
    }

    @Property
    void everyLeafArrivesWithItsValue(@ForAll("documents") BsonDocument document) throws Exception {
        List<Leaf> leaves = Fields.of(BsonDocuments.text(document));

        List<Leaf> expected = expectedLeaves("", document).toList();
        assertThat(leaves).hasSameSizeAs(expected);
        for (int i = 0; i < leaves.size(); i++) {
            Leaf leaf = leaves.get(i);
            Leaf wanted = expected.get(i);
            assertThat(leaf.path()).isEqualTo(wanted.path());
            if (wanted.value() instanceof Value.Json) {
                assertThat(leaf.value()).isInstanceOf(Value.Json.class);
            } else {
                assertThat(leaf.value()).isEqualTo(wanted.value());
            }
        }
    }

    private static Stream<Leaf> expectedLeaves(String path, BsonDocument document) {
        return document.entrySet().stream()
                .flatMap(
                        field -> {
                            String below = path + field.getKey();
                            BsonValue value = field.getValue();
                            if (value.isDocument() && !value.asDocument().isEmpty()) {
                                return expectedLeaves(below + "/", value.asDocument());
                            }
                            Value expected = ExpectedValue.of(value);
                            return Stream.of(
                                    new Leaf(
                                            below,
                                            expected == null ? new Value.Json("") : expected));
                        });
    }

    /** Only the width of an integer is lost: relaxed extended JSON does not tell it. */
    @Property
    void jsonTextTellsTheDocumentExactly(@ForAll("documents") BsonDocument document)
            throws Exception {
        Value.Json json = (Value.Json) DocumentDecoder.decodeValue(BsonDocuments.text(document));

        assertThat(new ObjectMapper().readTree(json.text()).isObject()).isTrue();
        assertThat(BsonDocument.parse(json.text())).isEqualTo(narrowed(document));
        assertThat(DocumentDecoder.decodeValue(json.text())).isEqualTo(json);
    }

    @Property
    void allModesOfExtendedJsonGiveTheSameText(@ForAll("documents") BsonDocument document)
            throws Exception {
        Value expected = DocumentDecoder.decodeValue(BsonDocuments.text(document));

        for (JsonMode mode : List.of(JsonMode.RELAXED, JsonMode.EXTENDED)) {
            String text = document.toJson(JsonWriterSettings.builder().outputMode(mode).build());
            assertThat(DocumentDecoder.decodeValue(text)).isEqualTo(expected);
        }
    }

    @Property
    void damagedTextIsMalformedOrDecoded(
            @ForAll("documents") BsonDocument document, @ForAll int at, @ForAll char replacement) {
        StringBuilder text = new StringBuilder(BsonDocuments.text(document));
        text.setCharAt(Math.floorMod(at, text.length()), replacement);

        Throwable problem = catchThrowable(() -> Fields.of(text.toString()));

        assertThat(problem)
                .satisfiesAnyOf(
                        thrown -> assertThat(thrown).isNull(),
                        thrown ->
                                assertThat(thrown).isInstanceOf(MalformedDocumentException.class));
    }

    private static BsonValue narrowed(BsonValue value) {
        if (value instanceof BsonDocument document) {
            BsonDocument narrowed = new BsonDocument();
            document.forEach((name, field) -> narrowed.put(name, narrowed(field)));
            return narrowed;
        } else if (value instanceof BsonArray array) {
            return new BsonArray(
                    array.stream().map(DocumentDecoderPropertiesTest::narrowed).toList());
        } else if (value instanceof BsonInt64 number
                && number.getValue() == (int) number.getValue()) {
            return new BsonInt32((int) number.getValue());
        }
        return value;
    }
}
