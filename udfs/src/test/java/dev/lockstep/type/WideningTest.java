package dev.lockstep.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.decode.DocumentDecoder;
import dev.lockstep.value.Value;
import java.math.BigDecimal;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WideningTest {

    private static final String ID = "5ca4bbc7a2dd94ee5816238c";

    static Stream<Arguments> firstTypes() {
        return Stream.of(
                Arguments.of(new Value.ObjectId(ID), "CHAR(24)"),
                Arguments.of(new Value.Date(0), "DATETIME(3)"),
                Arguments.of(new Value.Int32(1), "INT"),
                Arguments.of(new Value.Int64(1), "BIGINT"),
                Arguments.of(new Value.Float64(1), "DOUBLE"),
                Arguments.of(decimal("1.5"), "DECIMAL(34,10)"),
                Arguments.of(decimal("1E-20"), "DECIMAL(44,20)"),
                Arguments.of(decimal("1E+6000"), "JSON"),
                Arguments.of(new Value.Text("short"), "VARCHAR(255)"),
                Arguments.of(new Value.Text("x".repeat(256)), "TEXT"),
                Arguments.of(new Value.Text("x".repeat(65_536)), "LONGTEXT"),
                Arguments.of(new Value.Bool(false), "BOOLEAN"),
                Arguments.of(new Value.Uuid("0e37df36-f698-11e6-8dd4-cb9ced3df976"), "CHAR(36)"),
                Arguments.of(new Value.Binary(new byte[255], 0), "VARBINARY(255)"),
                Arguments.of(new Value.Binary(new byte[256], 0), "BLOB"),
                Arguments.of(new Value.Binary(new byte[65_536], 0), "LONGBLOB"),
                Arguments.of(new Value.Json("[]"), "JSON"));
    }

    @ParameterizedTest
    @MethodSource("firstTypes")
    void choosesTheTypeOfTheSeedCase(Value value, String type) {
        assertThat(Widening.typeFor(value).map(ColumnType::toString)).contains(type);
    }

    @Test
    void nullHasNoType() {
        assertThat(Widening.typeFor(new Value.Null())).isEmpty();
    }

    static Stream<Arguments> widenings() {
        return Stream.of(
                Arguments.of("INT", new Value.Int32(5), "INT", "INT"),
                Arguments.of("INT", new Value.Int64(5), "INT", "BIGINT"),
                Arguments.of("INT", new Value.Int64(1L << 40), "BIGINT", "BIGINT"),
                Arguments.of("BIGINT", new Value.Int32(5), "BIGINT", "BIGINT"),
                Arguments.of("INT", new Value.Float64(2), "INT", "DOUBLE"),
                Arguments.of("INT", new Value.Float64(5.5), "DOUBLE", "DOUBLE"),
                Arguments.of("INT", decimal("5"), "INT", "DECIMAL(34,10)"),
                Arguments.of("INT", decimal("5.5"), "DECIMAL(34,10)", "DECIMAL(34,10)"),
                Arguments.of("DECIMAL(9,2)", decimal("1.234"), "DECIMAL(10,3)", "DECIMAL(10,3)"),
                Arguments.of("DECIMAL(9,2)", decimal("12345678"), "DECIMAL(10,2)", "DECIMAL(10,2)"),
                Arguments.of("DECIMAL(65,30)", decimal("1E+40"), "JSON", "JSON"),
                Arguments.of(
                        "DECIMAL(34,10)",
                        new Value.Float64(1.5),
                        "DECIMAL(34,10)",
                        "DECIMAL(34,10)"),
                Arguments.of("DECIMAL(34,10)", new Value.Float64(-0.0), "JSON", "JSON"),
                Arguments.of("DECIMAL(34,10)", new Value.Float64(1e300), "JSON", "JSON"),
                Arguments.of("DOUBLE", new Value.Int64(1L << 53), "DOUBLE", "DOUBLE"),
                Arguments.of("DOUBLE", new Value.Int64(1L << 60), "DOUBLE", "DECIMAL(34,10)"),
                Arguments.of("DOUBLE", decimal("1.5"), "DOUBLE", "DECIMAL(34,10)"),
                Arguments.of("DOUBLE", decimal("0.1"), "DECIMAL(34,10)", "DECIMAL(34,10)"),
                Arguments.of("DOUBLE", new Value.Text("Not yet rated"), "JSON", "JSON"),
                Arguments.of(
                        "VARCHAR(10)",
                        new Value.Text("eleven char"),
                        "VARCHAR(255)",
                        "VARCHAR(255)"),
                Arguments.of("VARCHAR(255)", new Value.Text("x".repeat(300)), "TEXT", "TEXT"),
                Arguments.of(
                        "VARCHAR(255)", new Value.ObjectId(ID), "VARCHAR(255)", "VARCHAR(255)"),
                Arguments.of("TEXT", new Value.Text("x".repeat(70_000)), "LONGTEXT", "LONGTEXT"),
                Arguments.of("VARCHAR(255)", new Value.Json("[\"a\"]"), "JSON", "JSON"),
                Arguments.of("VARCHAR(255)", new Value.Int32(5), "JSON", "JSON"),
                Arguments.of("CHAR(24)", new Value.ObjectId(ID), "CHAR(24)", "CHAR(24)"),
                Arguments.of("CHAR(24)", new Value.Text("any text"), "CHAR(24)", "VARCHAR(255)"),
                Arguments.of("CHAR(24)", new Value.Text("tëxt"), "VARCHAR(255)", "VARCHAR(255)"),
                Arguments.of("CHAR(36)", new Value.ObjectId(ID), "CHAR(36)", "VARCHAR(255)"),
                Arguments.of("BOOLEAN", new Value.Int32(1), "JSON", "JSON"),
                Arguments.of("DATETIME(3)", new Value.Text("2020"), "JSON", "JSON"),
                Arguments.of(
                        "VARBINARY(8)",
                        new Value.Binary(new byte[9], 0),
                        "VARBINARY(255)",
                        "VARBINARY(255)"),
                Arguments.of("JSON", new Value.Bool(true), "JSON", "JSON"));
    }

    /** A person's column changes for what does not fit it, one by convention for its values. */
    @ParameterizedTest
    @MethodSource("widenings")
    void growsToHoldBoth(String current, Value value, String widened, String joined) {
        ColumnType type = ColumnTypeParser.parse(current);
        assertThat(Widening.widen(type, value)).map(ColumnType::toString).contains(widened);
        assertThat(Widening.join(type, value)).map(ColumnType::toString).contains(joined);
    }

    @Test
    void doesNotGrowForWhatNoTypeHolds() {
        Value date = new Value.Date(Long.MAX_VALUE);
        assertThat(Widening.widen(ColumnType.Int.REGULAR, new Value.NotFinite("NaN"))).isEmpty();
        assertThat(Widening.widen(ColumnType.Int.REGULAR, date)).isEmpty();
        assertThat(Widening.widen(new ColumnType.Other("year"), new Value.Int32(5))).isEmpty();
        assertThat(Widening.join(new ColumnType.Json(), new Value.NotFinite("NaN"))).isEmpty();
        assertThat(Widening.join(new ColumnType.Json(), date)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INT|BIGINT|true",
                "BIGINT|INT|false",
                "INT|DOUBLE|true",
                "BIGINT|DOUBLE|false",
                "INT|DECIMAL(12,2)|true",
                "BIGINT|DECIMAL(12,2)|false",
                "DECIMAL(9,2)|DECIMAL(10,3)|true",
                "DECIMAL(9,2)|DECIMAL(10,4)|false",
                "VARCHAR(10)|VARCHAR(20)|true",
                "VARCHAR(20)|VARCHAR(10)|false",
                "VARCHAR(10)|CHAR(20)|false",
                "CHAR(24)|VARCHAR(24)|true",
                "VARCHAR(16000)|TEXT|true",
                "LONGTEXT|TEXT|false",
                "VARBINARY(8)|BLOB|true",
                "DOUBLE|DECIMAL(65,30)|false",
                "DATETIME(3)|VARCHAR(30)|false",
                "DATETIME(3)|JSON|true",
                "INT|INT|false"
            })
    void knowsWhichChangesKeepEveryValue(String from, String to, boolean safe) {
        assertThat(Widening.isSafe(ColumnTypeParser.parse(from), ColumnTypeParser.parse(to)))
                .isEqualTo(safe);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "5, BIGINT",
                "{\"$oid\":\"5ca4bbc7a2dd94ee5816238c\"}, CHAR(24)",
                "{\"$uuid\":\"0e37df36-f698-11e6-8dd4-cb9ced3df976\"}, CHAR(36)",
                "\"ac3\", VARCHAR(255)",
                "2.5, VARCHAR(255)",
                "null, VARCHAR(255)"
            })
    void choosesTheTypeOfAKeyByItsFirstId(String id, String type) throws Exception {
        assertThat(Widening.keyTypeFor(DocumentDecoder.decodeId(id))).hasToString(type);
    }

    static Stream<Arguments> keyWidenings() {
        return Stream.of(
                Arguments.of("BIGINT", new Value.Int32(5), "BIGINT"),
                Arguments.of("INT", new Value.Int64(1L << 40), "BIGINT"),
                Arguments.of("BIGINT", new Value.ObjectId(ID), "VARCHAR(255)"),
                Arguments.of("BIGINT", new Value.Float64(0.5), "VARCHAR(255)"),
                Arguments.of("CHAR(24)", new Value.ObjectId(ID), "CHAR(24)"),
                Arguments.of("CHAR(24)", new Value.Text("short"), "VARCHAR(255)"),
                Arguments.of("CHAR(24)", new Value.Text(ID), "VARCHAR(255)"),
                Arguments.of("CHAR(36)", new Value.ObjectId(ID), "VARCHAR(255)"),
                Arguments.of("CHAR(2)", new Value.Text("gb"), "CHAR(2)"),
                Arguments.of("VARCHAR(255)", new Value.Int32(5), "VARCHAR(255)"),
                Arguments.of("VARCHAR(255)", new Value.Text("x".repeat(256)), "VARCHAR(768)"),
                Arguments.of("VARCHAR(768)", new Value.Text("x".repeat(769)), null),
                Arguments.of("DATETIME(3)", new Value.Int32(5), null));
    }

    @ParameterizedTest
    @MethodSource("keyWidenings")
    void aKeyThatMeetsAnotherTypeBecomesText(String current, Value id, @Nullable String expected) {
        assertThat(
                        Widening.widenKey(ColumnTypeParser.parse(current), id)
                                .map(ColumnType::toString)
                                .orElse(null))
                .isEqualTo(expected);
    }

    private static Value decimal(String text) {
        return new Value.Decimal(new BigDecimal(text));
    }
}
