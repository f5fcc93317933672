package dev.lockstep.e2e;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
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
import org.bson.BsonObjectId;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/**
 * A value, and what it is in the target by convention.
 *
 * @param type its column's type
 * @param text what JDBC reads there, as text; bytes in hexadecimal
 */
record TypedValue(String name, BsonValue value, String type, String text) {

    /** Text of several scripts, characters of four bytes, and all that is special to somebody. */
    static final String UNICODE =
            "👩‍👩‍👧 e\u0301 ß İ שלום \u2028\t\n\r\\\"'`%_;-- \u0001 \uffff ";

    /** Every BSON type but null, undefined and those that are documents, with its extremes. */
    static final List<TypedValue> ALL =
            List.of(
                    of("int32_min", new BsonInt32(Integer.MIN_VALUE), "int", "-2147483648"),
                    of("int32_max", new BsonInt32(Integer.MAX_VALUE), "int", "2147483647"),
                    of("int64_min", int64(Long.MIN_VALUE), "bigint", "-9223372036854775808"),
                    of("int64_max", int64(Long.MAX_VALUE), "bigint", "9223372036854775807"),
                    of("double_max", float64(Double.MAX_VALUE), "double", "1.7976931348623157E308"),
                    of(
                            "double_min",
                            float64(-Double.MIN_NORMAL),
                            "double",
                            "-2.2250738585072014E-308"),
                    of("double_third", float64(1 / 3.0), "double", "0.3333333333333333"),
                    of("double_whole", float64(3), "double", "3.0"),
                    decimal("1.50", "decimal(34,10)", "1.5000000000"),
                    decimal(
                            "-9999999999999999999999999999999999",
                            "decimal(44,10)",
                            "-9999999999999999999999999999999999.0000000000"),
                    decimal("1E-30", "decimal(54,30)", "1E-30"),
                    decimal(
                            "9.999999999999999999999999999999999E+6144",
                            "json",
                            "{\"$numberDecimal\":\"9.999999999999999999999999999999999E+6144\"}"),
                    decimal("-1E-6176", "json", "{\"$numberDecimal\":\"-1E-6176\"}"),
                    of("text", new BsonString(UNICODE), "varchar(255)", UNICODE),
                    of("text_empty", new BsonString(""), "varchar(255)", ""),
                    of("text_json", new BsonString("{\"a\":1}"), "varchar(255)", "{\"a\":1}"),
                    of("symbol", new BsonSymbol("sym"), "varchar(255)", "sym"),
                    of("yes", BsonBoolean.TRUE, "tinyint(1)", "true"),
                    date("1000-01-01T00:00:00Z", "1000-01-01T00:00"),
                    date("1582-10-10T00:00:00Z", "1582-10-10T00:00"),
                    date("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999"),
                    date("2024-02-29T12:00:00.100Z", "2024-02-29T12:00:00.100"),
                    date("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999"),
                    of(
                            "object_id",
                            new BsonObjectId(new ObjectId("5ca4bbc7a2dd94ee5816238c")),
                            "char(24)",
                            "5ca4bbc7a2dd94ee5816238c"),
                    of(
                            "uuid",
                            new BsonBinary(UUID.fromString("0e37df36-f698-11e6-8dd4-cb9ced3df976")),
                            "char(36)",
                            "0e37df36-f698-11e6-8dd4-cb9ced3df976"),
                    binary(BsonBinarySubType.BINARY, 3, "varbinary(255)", "000000"),
                    binary(BsonBinarySubType.UUID_LEGACY, 16, "varbinary(255)", "00".repeat(16)),
                    binary(BsonBinarySubType.MD5, 0, "varbinary(255)", ""),
                    binary(BsonBinarySubType.USER_DEFINED, 256, "blob", "00".repeat(256)),
                    of(
                            "regex",
                            new BsonRegularExpression("^a\"/\\d", "im"),
                            "json",
                            "{\"$regularExpression\":{\"pattern\":\"^a\\\"/\\\\d\",\"options\":\"im\"}}"),
                    of(
                            "timestamp",
                            new BsonTimestamp(-1, 7),
                            "json",
                            "{\"$timestamp\":{\"t\":4294967295,\"i\":7}}"),
                    of("code", new BsonJavaScript("f()"), "json", "{\"$code\":\"f()\"}"),
                    of(
                            "code_scope",
                            new BsonJavaScriptWithScope(
                                    "f", new BsonDocument("x", new BsonInt32(1))),
                            "json",
                            "{\"$code\":\"f\",\"$scope\":{\"x\":1}}"),
                    of("min_key", new BsonMinKey(), "json", "{\"$minKey\":1}"),
                    of("max_key", new BsonMaxKey(), "json", "{\"$maxKey\":1}"));

    BsonDocument document() {
        return new BsonDocument(name, value);
    }

    private static TypedValue of(String name, BsonValue value, String type, String text) {
        return new TypedValue(name, value, type, text);
    }

    private static BsonInt64 int64(long value) {
        return new BsonInt64(value);
    }

    private static BsonDouble float64(double value) {
        return new BsonDouble(value);
    }

    private static TypedValue decimal(String value, String type, String text) {
        return of("decimal " + value, new BsonDecimal128(Decimal128.parse(value)), type, text);
    }

    private static TypedValue date(String value, String text) {
        return of(
                "date " + value,
                new BsonDateTime(Instant.parse(value).toEpochMilli()),
                "datetime(3)",
                text);
    }

    private static TypedValue binary(
            BsonBinarySubType subtype, int length, String type, String hex) {
        return of("binary " + subtype, new BsonBinary(subtype, new byte[length]), type, hex);
    }
}
