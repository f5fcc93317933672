package dev.lockstep.local.verify;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.bson.BsonArray;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;

/** Collections of random documents that share fields, of every type and with strange names. */
final class AnyDocuments {

    private static final int DEPTH = 2;

    /** Each of them has its own way through types, columns, and conversions of columns. */
    private static final List<BsonValue> VALUES =
            Stream.of(
                            "null, {'$undefined': true}, true, false",
                            "0, 7, -2147483648, {'$numberLong': '7'}, {'$numberLong': '9007199254740993'}",
                            "{'$numberLong': '-9223372036854775808'}",
                            "0.0, -0.0, 2.0, 0.1, 1e-20, 1e-31, 123456789e16, 1e300, 4.9e-324",
                            "{'$numberDouble': 'NaN'}, {'$numberDouble': '-Infinity'}",
                            "{'$numberDecimal': '5'}, {'$numberDecimal': '1.50'}",
                            "{'$numberDecimal': '-0.12345678901'}, {'$numberDecimal': '1E+40'}",
                            "{'$numberDecimal': '1E-40'}, {'$numberDecimal': 'Infinity'}",
                            "'', 'text', ' spaces ', '7', 'true', '2020-01-01', '{}', '5ca4bbc7a2dd94ee5816238c'",
                            "'\\u0000\\u001f\\\\\"`', '\uD83D\uDE00 e\u0301 ß', '"
                                    + "x".repeat(300)
                                    + "'",
                            "{'$symbol': 'symbol'}, {'$code': 'f()'}, {'$code': 'f()', '$scope': {'x': 1}}",
                            "{'$date': 0}, {'$date': {'$numberLong': '-1'}}, {'$date': '2020-02-29T23:59:59.999Z'}",
                            "{'$date': {'$numberLong': '253402300800000'}}",
                            "{'$oid': '5ca4bbc7a2dd94ee5816238c'}, {'$oid': '000000000000000000000000'}",
                            "{'$uuid': '0e37df36-f698-11e6-8dd4-cb9ced3df976'}",
                            "{'$binary': {'base64': '', 'subType': '00'}}",
                            "{'$binary': {'base64': '3q2+7w==', 'subType': '05'}}",
                            "{'$regularExpression': {'pattern': '^a/', 'options': 'im'}}",
                            "{'$timestamp': {'t': 1, 'i': 2}}, {'$minKey': 1}, {'$maxKey': 1}",
                            "{}, []")
                    .flatMap(values -> BsonArray.parse("[" + values + "]").stream())
                    .toList();

    private AnyDocuments() {}

    /** Up to eight documents, whose ids are their places. */
    static Arbitrary<List<BsonDocument>> collections() {
        return document(DEPTH)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(
                        documents -> {
                            for (int i = 0; i < documents.size(); i++) {
                                documents.get(i).put("_id", new BsonInt32(i));
                            }
                            return documents;
                        });
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

    /** Few, so that documents share them; some need a column's name that another has. */
    private static Arbitrary<String> names() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of("a", "b", "c")),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                "A",
                                "a_b",
                                "a.b",
                                "a b",
                                "select",
                                "id",
                                "ID",
                                "$x",
                                "\"`\\",
                                "größe",
                                "\uD83D\uDE00",
                                "x".repeat(70),
                                "b ",
                                "",
                                "42",
                                "0123456789abcdef")));
    }

    private static Arbitrary<BsonValue> value(int depth) {
        Arbitrary<BsonValue> scalar =
                Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.of(VALUES)), Tuple.of(1, random()));
        if (depth == 0) {
            return scalar;
        }
        Arbitrary<BsonValue> nested =
                Arbitraries.lazy(
                        () ->
                                Arbitraries.oneOf(
                                        document(depth - 1),
                                        value(depth - 1).list().ofMaxSize(3).map(BsonArray::new)));
        return Arbitraries.frequencyOf(Tuple.of(4, scalar), Tuple.of(1, nested));
    }

    private static Arbitrary<BsonValue> random() {
        return Arbitraries.oneOf(
                Arbitraries.longs().map(BsonInt64::new),
                Arbitraries.longs().map(bits -> new BsonDouble(Double.longBitsToDouble(bits))),
                Arbitraries.longs().between(-1L << 46, 1L << 46).map(BsonDateTime::new),
                Arbitraries.strings().ascii().ofMaxLength(20).map(BsonString::new));
    }
}
