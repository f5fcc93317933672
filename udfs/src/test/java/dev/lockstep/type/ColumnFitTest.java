package dev.lockstep.type;

import static dev.lockstep.row.DeadLetter.Code.NUMBER_NOT_FINITE;
import static dev.lockstep.row.DeadLetter.Code.TYPE_MISMATCH;
import static dev.lockstep.row.DeadLetter.Code.VALUE_OUT_OF_RANGE;
import static dev.lockstep.row.DeadLetter.Code.VALUE_TOO_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.row.DeadLetter;
import dev.lockstep.value.Value;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ColumnFitTest {

    private static final String ID = "5ca4bbc7a2dd94ee5816238c";
    private static final String UUID = "0e37df36-f698-11e6-8dd4-cb9ced3df976";

    static Stream<Arguments> fits() {
        return Stream.of(
                fit(new Value.Bool(true), "BOOLEAN", true),
                fit(new Value.Int32(-128), "TINYINT", -128L),
                fit(new Value.Int64(32_767), "SMALLINT", 32_767L),
                fit(new Value.Int32(Integer.MIN_VALUE), "INT", (long) Integer.MIN_VALUE),
                fit(new Value.Int64(Long.MIN_VALUE), "BIGINT", Long.MIN_VALUE),
                fit(new Value.Float64(5.0), "INT", 5L),
                fit(decimal("5.00"), "INT", 5L),
                fit(new Value.Float64(0.1), "DOUBLE", 0.1),
                fit(new Value.Float64(-0.0), "DOUBLE", -0.0),
                fit(new Value.Int64(1L << 53), "DOUBLE", 9007199254740992.0),
                fit(decimal("0.5"), "DOUBLE", 0.5),
                fit(decimal("12.50"), "DECIMAL(4,2)", new BigDecimal("12.50")),
                fit(decimal("12.5000"), "DECIMAL(3,1)", new BigDecimal("12.5000")),
                fit(decimal("1E+3"), "DECIMAL(4,0)", new BigDecimal("1E+3")),
                fit(new Value.Int32(99), "DECIMAL(4,2)", BigDecimal.valueOf(99)),
                fit(new Value.Float64(19.99), "DECIMAL(4,2)", new BigDecimal("19.99")),
                fit(new Value.ObjectId(ID), "CHAR(24)", ID),
                fit(new Value.Uuid(UUID), "CHAR(36)", UUID),
                fit(new Value.ObjectId(ID), "VARCHAR(30)", ID),
                fit(new Value.Text("äöü😀"), "VARCHAR(4)", "äöü😀"),
                fit(new Value.Text("ends with a space "), "VARCHAR(30)", "ends with a space "),
                fit(new Value.Text("x".repeat(65_535)), "TEXT", "x".repeat(65_535)),
                fit(
                        new Value.Date(-1),
                        "DATETIME(3)",
                        LocalDateTime.parse("1969-12-31T23:59:59.999")),
                fit(new Value.Null(), "INT", null),
                fit(new Value.Null(), "JSON", null),
                fit(new Value.Text("5"), "JSON", "\"5\""),
                fit(new Value.Int32(5), "JSON", "5"),
                fit(new Value.Float64(5), "JSON", "5.0"),
                fit(new Value.NotFinite("NaN"), "JSON", "{\"$numberDouble\":\"NaN\"}"),
                fit(new Value.Json("[1,2]"), "JSON", "[1,2]"));
    }

    @ParameterizedTest
    @MethodSource("fits")
    void givesTheParameterOfAValueThatFits(Value value, String type, Object parameter) {
        assertThat(ColumnFit.fit(value, ColumnTypeParser.parse(type)))
                .isEqualTo(new Fit.Fits(parameter));
    }

    @Test
    void givesBytesAsTheyAre() {
        byte[] bytes = {1, 2, 3};
        Fit fit = ColumnFit.fit(new Value.Binary(bytes, 0), new ColumnType.VarBinary(3));
        assertThat(fit).isEqualTo(new Fit.Fits(bytes));
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                misfit(new Value.Int32(128), "TINYINT", VALUE_OUT_OF_RANGE),
                misfit(new Value.Int64(1L << 31), "INT", VALUE_OUT_OF_RANGE),
                misfit(new Value.Float64(5.5), "INT", TYPE_MISMATCH),
                misfit(new Value.Float64(-0.0), "INT", TYPE_MISMATCH),
                misfit(new Value.Text("5"), "INT", TYPE_MISMATCH),
                misfit(new Value.Bool(true), "INT", TYPE_MISMATCH),
                misfit(new Value.Int32(1), "BOOLEAN", TYPE_MISMATCH),
                misfit(new Value.Int64((1L << 53) + 1), "DOUBLE", VALUE_OUT_OF_RANGE),
                misfit(decimal("0.1"), "DOUBLE", VALUE_OUT_OF_RANGE),
                misfit(decimal("9E+999"), "DOUBLE", VALUE_OUT_OF_RANGE),
                misfit(new Value.NotFinite("NaN"), "DOUBLE", NUMBER_NOT_FINITE),
                misfit(new Value.NotFinite("Infinity"), "DECIMAL(9,2)", NUMBER_NOT_FINITE),
                misfit(decimal("123.4"), "DECIMAL(4,2)", VALUE_OUT_OF_RANGE),
                misfit(decimal("1.234"), "DECIMAL(4,2)", VALUE_OUT_OF_RANGE),
                misfit(new Value.Text("12345"), "VARCHAR(4)", VALUE_TOO_LONG),
                misfit(new Value.Text("é"), "CHAR(4)", VALUE_OUT_OF_RANGE),
                misfit(new Value.Text("a "), "CHAR(4)", VALUE_OUT_OF_RANGE),
                misfit(new Value.Text("\uD83D"), "VARCHAR(4)", VALUE_OUT_OF_RANGE),
                misfit(new Value.Text("é".repeat(32_768)), "TEXT", VALUE_TOO_LONG),
                misfit(new Value.Binary(new byte[4], 0), "VARBINARY(3)", VALUE_TOO_LONG),
                misfit(new Value.Uuid(UUID), "VARBINARY(16)", TYPE_MISMATCH),
                misfit(new Value.Date(Long.MAX_VALUE), "DATETIME(3)", VALUE_OUT_OF_RANGE),
                misfit(new Value.Date(-30_610_224_000_001L), "DATETIME(3)", VALUE_OUT_OF_RANGE),
                misfit(new Value.Json("{}"), "LONGTEXT", TYPE_MISMATCH));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void refusesWhatWouldChange(Value value, String type, DeadLetter.Code code) {
        assertThat(ColumnFit.fit(value, ColumnTypeParser.parse(type)))
                .isInstanceOfSatisfying(
                        Fit.Misfit.class, misfit -> assertThat(misfit.code()).isEqualTo(code));
    }

    @Test
    void neverQuotesAValue() {
        Fit fit = ColumnFit.fit(new Value.Text("secret-4711"), new ColumnType.VarChar(3));
        assertThat(fit)
                .isEqualTo(
                        new Fit.Misfit(VALUE_TOO_LONG, "a text of 11 is too long for VARCHAR(3)"));
    }

    @Test
    void leavesTypesOfTheTargetAlone() {
        ColumnType column = new ColumnType.Other("enum('a','b')");
        assertThat(ColumnFit.fit(new Value.Text("a"), column)).isEqualTo(new Fit.Fits("a"));
        assertThat(ColumnFit.fit(new Value.Text("A"), column))
                .isEqualTo(new Fit.Misfit(TYPE_MISMATCH, "string does not fit enum('a','b')"));
        assertThat(ColumnFit.fit(new Value.Text("2024-05-01"), new ColumnType.Other("date")))
                .isEqualTo(new Fit.Misfit(TYPE_MISMATCH, "string does not fit date"));
        assertThat(ColumnFit.fit(new Value.Int32(1), column))
                .isEqualTo(new Fit.Misfit(TYPE_MISMATCH, "int does not fit enum('a','b')"));
    }

    private static Value decimal(String text) {
        return new Value.Decimal(new BigDecimal(text));
    }

    private static Arguments fit(Value value, String type, Object parameter) {
        return Arguments.of(value, type, parameter);
    }

    private static Arguments misfit(Value value, String type, DeadLetter.Code code) {
        return Arguments.of(value, type, code);
    }
}
