package dev.lockstep.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.decode.BsonDocuments;
import dev.lockstep.decode.DocumentDecoder;
import dev.lockstep.decode.MalformedDocumentException;
import dev.lockstep.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** What holds for the type of a column by convention, whatever values it meets. */
class WideningPropertiesTest {

    @Provide
    Arbitrary<List<Value>> values() {
        return BsonDocuments.values().map(WideningPropertiesTest::decode).list().ofMaxSize(7);
    }

    private static Value decode(BsonValue value) {
        String text = BsonDocuments.text(new BsonDocument("", value));
        try {
            return DocumentDecoder.decodeValue(
                    text.substring(text.indexOf(':') + 1, text.length() - 1));
        } catch (MalformedDocumentException e) {
            throw new AssertionError(e);
        }
    }

    @Property
    void dependsOnTheValuesAndNotOnTheirOrder(
            @ForAll("values") List<Value> values, @ForAll Random random) {
        List<Value> shuffled = new ArrayList<>(values);
        Collections.shuffle(shuffled, random);

        assertThat(typeOf(shuffled)).isEqualTo(typeOf(values));
    }

    @Property
    void holdsAllValuesThatHaveAType(@ForAll("values") List<Value> values) {
        Optional<ColumnType> type = typeOf(values);

        for (Value value : values) {
            if (!isWithoutType(value)) {
                assertThat(ColumnFit.fit(value, type.orElseThrow())).isInstanceOf(Fit.Fits.class);
            }
        }
    }

    /** As a batch of documents makes it: again and again, until no value asks for another type. */
    private static Optional<ColumnType> typeOf(List<Value> values) {
        Optional<ColumnType> before;
        Optional<ColumnType> type = Optional.empty();
        do {
            before = type;
            for (Value value : values) {
                type = with(type, value);
            }
        } while (!type.equals(before));
        return type;
    }

    private static Optional<ColumnType> with(Optional<ColumnType> type, Value value) {
        if (isWithoutType(value)) {
            return type;
        }
        return type.isEmpty() ? Widening.typeFor(value) : Widening.join(type.get(), value);
    }

    private static boolean isWithoutType(Value value) {
        return Widening.typeFor(value)
                .filter(type -> ColumnFit.fit(value, type) instanceof Fit.Fits)
                .isEmpty();
    }
}
