package dev.lockstep.decode;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.arbitraries.ArrayArbitrary;
import org.apache.flink.cdc.connectors.mongodb.internal.MongoDBEnvelope;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonJavaScript;
import org.bson.BsonJavaScriptWithScope;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/** Random documents of every BSON type, and their text as the source gives it. */
public final class BsonDocuments {

    private BsonDocuments() {}

    /** The text that Flink CDC makes of a document. */
    public static String text(BsonDocument document) {
        return document.toJson(MongoDBEnvelope.JSON_WRITER_SETTINGS_STRICT);
    }

    public static Arbitrary<BsonDocument> documents() {
        return document(3);
    }

    /** Values of every type, numbers more often, as several types hold them. */
    public static Arbitrary<BsonValue> values() {
        return Arbitraries.oneOf(value(1), numbers());
    }

    private static Arbitrary<BsonDocument> document(int depth) {
        return Combinators.combine(names(), value(depth))
                .as(Tuple::of)
                .list()
                .ofMaxSize(5)
                .map(
                        fields -> {
                            BsonDocument document = new BsonDocument();
                            fields.forEach(field -> document.put(field.get1(), field.get2()));
                            return document;
                        });
    }

    private static Arbitrary<BsonValue> value(int depth) {
        if (depth == 0) {
            return scalar();
        }
        Arbitrary<BsonValue> nested =
                Arbitraries.lazy(
                        () ->
                                Arbitraries.oneOf(
                                        document(depth - 1),
                                        value(depth - 1).list().ofMaxSize(4).map(BsonArray::new)));
        return Arbitraries.frequencyOf(Tuple.of(3, scalar()), Tuple.of(1, nested));
    }

    /** Names with dots, quotes and all kinds of characters, and some that wrappers have inside. */
    private static Arbitrary<String> names() {
        return Arbitraries.oneOf(
                Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(6),
                Arbitraries.of("id", "t", "i", "base64", "subType", "a.b", "a b", "\"", "1", "$x"),
                strings().filter(name -> !name.startsWith("$") && name.indexOf(0) < 0));
    }

    private static Arbitrary<String> strings() {
        return Arbitraries.strings()
                .all()
                .withChars("\"\\/\b\n\u2028é")
                .ofMaxLength(8)
                .map(
                        text ->
                                text.codePoints()
                                        .filter(BsonDocuments::isCharacter)
                                        .collect(
                                                StringBuilder::new,
                                                StringBuilder::appendCodePoint,
                                                StringBuilder::append)
                                        .toString());
    }

    private static boolean isCharacter(int codePoint) {
        return Character.getType(codePoint) != Character.SURROGATE;
    }

    private static Arbitrary<BsonValue> scalar() {
        return Arbitraries.oneOf(numbers(), texts(), others());
    }

    private static Arbitrary<BsonValue> numbers() {
        return Arbitraries.oneOf(
                Arbitraries.integers().map(BsonInt32::new),
                Arbitraries.longs().map(BsonInt64::new),
                Arbitraries.longs().between(-5, 5).map(BsonInt64::new),
                Arbitraries.longs().map(bits -> new BsonDouble(Double.longBitsToDouble(bits))),
                Arbitraries.of(0.0, -0.0, 1.0, 0.1, 1e10, Double.NaN, Double.NEGATIVE_INFINITY)
                        .map(BsonDouble::new),
                Arbitraries.of("5", "1.50", "-0.1", "1E+6111", "1E-6176", "0E+3", "NaN", "Infinity")
                        .map(text -> new BsonDecimal128(Decimal128.parse(text))));
    }

    private static Arbitrary<BsonValue> texts() {
        return Arbitraries.oneOf(
                strings().map(BsonString::new),
                strings().map(BsonSymbol::new),
                strings().map(BsonJavaScript::new),
                strings()
                        .map(
                                code ->
                                        new BsonJavaScriptWithScope(
                                                code, new BsonDocument("x", new BsonInt32(1)))),
                strings()
                        .filter(text -> text.indexOf(0) < 0)
                        .map(pattern -> new BsonRegularExpression(pattern, "im")));
    }

    private static Arbitrary<BsonValue> others() {
        ArrayArbitrary<Byte, byte[]> bytes = Arbitraries.bytes().array(byte[].class);
        return Arbitraries.oneOf(
                Arbitraries.of(
                        List.of(
                                BsonNull.VALUE,
                                BsonBoolean.TRUE,
                                BsonBoolean.FALSE,
                                new BsonUndefined(),
                                new BsonMinKey(),
                                new BsonMaxKey())),
                Arbitraries.longs().map(BsonDateTime::new),
                Arbitraries.longs().between(-1000, 300_000_000_000_000L).map(BsonDateTime::new),
                Arbitraries.longs().map(BsonTimestamp::new),
                bytes.ofSize(12).map(id -> new BsonObjectId(new ObjectId(id))),
                bytes.ofSize(16).map(id -> new BsonBinary((byte) 4, id)),
                Combinators.combine(Arbitraries.bytes(), bytes.ofMaxSize(20)).as(BsonBinary::new));
    }
}
