package dev.lockstep.local.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.stream.Stream;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValuesTest {

    private static final byte[] SIXTEEN = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    static Stream<Arguments> equal() {
        return Stream.of(
                pair(
                        new BsonObjectId(new ObjectId("5a934e000102030405000000")),
                        "5a934e000102030405000000"),
                pair(new BsonString("ä "), "ä "),
                pair(new BsonInt32(5), 5L),
                pair(new BsonInt64(Long.MAX_VALUE), Long.MAX_VALUE),
                pair(new BsonInt32(5), new BigDecimal("5.00")),
                pair(new BsonDouble(0.1), 0.1),
                pair(new BsonDecimal128(Decimal128.parse("12.50")), new BigDecimal("12.500")),
                pair(new BsonDecimal128(Decimal128.parse("-0")), new BigDecimal("0")),
                pair(new BsonDateTime(-1), LocalDateTime.parse("1969-12-31T23:59:59.999")),
                pair(BsonBoolean.TRUE, true),
                pair(BsonBoolean.FALSE, 0),
                pair(new BsonBinary(new byte[] {1, 2}), new byte[] {1, 2}),
                pair(
                        new BsonBinary(BsonBinarySubType.UUID_STANDARD, SIXTEEN),
                        "00010203-0405-0607-0809-0a0b0c0d0e0f"),
                pair(BsonNull.VALUE, null),
                pair(new BsonUndefined(), null));
    }

    static Stream<Arguments> different() {
        return Stream.of(
                pair(new BsonString("a"), "A"),
                pair(new BsonString("a"), "a "),
                pair(new BsonString("1"), 1),
                pair(new BsonInt64((1L << 53) + 1), (double) (1L << 53)),
                pair(new BsonInt32(1), "1"),
                pair(new BsonDouble(0.1), 0.1f),
                pair(new BsonDouble(Double.NaN), 0.0),
                pair(new BsonDecimal128(Decimal128.parse("0.1")), 0.1),
                pair(new BsonDecimal128(Decimal128.NaN), BigDecimal.ZERO),
                pair(new BsonDateTime(1), LocalDateTime.parse("1970-01-01T00:00:00")),
                pair(BsonBoolean.TRUE, 2),
                pair(new BsonBinary(new byte[] {1}), new byte[] {1, 0}),
                pair(new BsonBinary(SIXTEEN), "00010203-0405-0607-0809-0a0b0c0d0e0f"),
                pair(new BsonString(""), null),
                pair(BsonNull.VALUE, ""),
                pair(new BsonTimestamp(1, 1), 1L));
    }

    private static Arguments pair(BsonValue field, @Nullable Object column) {
        return Arguments.of(field, column);
    }

    @ParameterizedTest
    @MethodSource("equal")
    void seesTheSameValue(BsonValue field, @Nullable Object column) {
        assertThat(Values.equal(field, column)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("different")
    void seesADifference(BsonValue field, @Nullable Object column) {
        assertThat(Values.equal(field, column)).isFalse();
    }
}
