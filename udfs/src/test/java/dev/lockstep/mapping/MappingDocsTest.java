package dev.lockstep.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.lockstep.decode.DocumentDecoder;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.type.ColumnFit;
import dev.lockstep.type.ColumnType;
import dev.lockstep.type.ColumnTypeParser;
import dev.lockstep.type.Fit;
import dev.lockstep.type.KeyText;
import dev.lockstep.type.Widening;
import dev.lockstep.value.RelaxedJson;
import dev.lockstep.value.Value;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the tables of docs/mapping.md, so that they stay true. */
class MappingDocsTest {

    private static final MarkdownTables DOCS = MarkdownTables.of("docs/mapping.md");

    static Stream<List<String>> types() {
        return DOCS.rows("MongoDB type");
    }

    @ParameterizedTest
    @MethodSource("types")
    void aValueGivesTheColumnAndTheContentThatAreTold(List<String> row) throws Exception {
        Value value = DocumentDecoder.decodeValue(row.get(1));
        String column = Widening.typeFor(value).map(ColumnType::toString).orElse("none yet");
        ColumnType type = Widening.typeFor(value).orElse(new ColumnType.Json());

        assertThat(column).isEqualTo(row.get(2));
        assertThat(ColumnFit.fit(value, type))
                .isInstanceOfSatisfying(
                        Fit.Fits.class,
                        fits -> assertThat(content(fits.parameter())).isEqualTo(row.get(3)));
    }

    private static String content(@Nullable Object parameter) {
        if (parameter == null) {
            return "NULL";
        } else if (parameter instanceof byte[] bytes) {
            return "0x" + HexFormat.of().withUpperCase().formatHex(bytes);
        }
        return parameter instanceof LocalDateTime time
                ? time.toString().replace('T', ' ')
                : parameter.toString();
    }

    static Stream<List<String>> lengths() {
        return DOCS.rows("value", "up to").filter(row -> maximum(row) < 1 << 20);
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void theLongestValueOfATypeStillHasIt(List<String> row) {
        assertThat(Widening.typeFor(ofLength(row.get(0), maximum(row))))
                .hasToString("Optional[" + row.get(2) + "]");
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void aLongerValueHasTheNextOne(List<String> row) {
        List<List<String>> all = DOCS.rows("value", "up to").toList();
        List<String> next = all.get(all.indexOf(row) + 1);

        assertThat(Widening.typeFor(ofLength(row.get(0), maximum(row) + 1)))
                .hasToString("Optional[" + next.get(2) + "]");
    }

    private static long maximum(List<String> row) {
        return Long.parseLong(row.get(1).split(" ", 2)[0].replace(",", ""));
    }

    private static Value ofLength(String kind, long length) {
        return kind.equals("text")
                ? new Value.Text("x".repeat((int) length))
                : new Value.Binary(new byte[(int) length], 0);
    }

    static Stream<List<String>> json() {
        return DOCS.rows("value", "as JSON");
    }

    @ParameterizedTest
    @MethodSource("json")
    void aValueIsTheJsonThatIsToldAlsoInAnArray(List<String> row) throws Exception {
        assertThat(RelaxedJson.text(DocumentDecoder.decodeValue(row.get(0)))).isEqualTo(row.get(1));
        assertThat(RelaxedJson.text(DocumentDecoder.decodeValue("[" + row.get(0) + "]")))
                .isEqualTo("[" + row.get(1) + "]");
    }

    static Stream<List<String>> widenings() {
        return DOCS.rows("column", "meets");
    }

    @ParameterizedTest
    @MethodSource("widenings")
    void aColumnGrowsAsItIsTold(List<String> row) throws Exception {
        ColumnType column = ColumnTypeParser.parse(row.get(0));

        assertThat(Widening.join(column, DocumentDecoder.decodeValue(row.get(1))))
                .hasToString("Optional[" + row.get(2) + "]");
    }

    private static final Map<String, DeadLetter.Code> MISFITS =
            Map.of(
                    "TYPE", DeadLetter.Code.TYPE_MISMATCH,
                    "RANGE", DeadLetter.Code.VALUE_OUT_OF_RANGE,
                    "LONG", DeadLetter.Code.VALUE_TOO_LONG,
                    "NAN", DeadLetter.Code.NUMBER_NOT_FINITE);

    static Stream<Arguments> matrix() {
        List<List<String>> rows = DOCS.rowsWithHeader("value", "BOOLEAN").toList();
        return rows.stream()
                .skip(1)
                .flatMap(
                        row ->
                                IntStream.range(1, row.size())
                                        .mapToObj(
                                                i ->
                                                        arguments(
                                                                row.get(0),
                                                                rows.get(0).get(i),
                                                                row.get(i))));
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void everyTypeFitsOrNotAsItIsTold(String value, String column, String told) throws Exception {
        Fit fit = ColumnFit.fit(DocumentDecoder.decodeValue(value), ColumnTypeParser.parse(column));

        assertThat(fit instanceof Fit.Misfit misfit ? misfit.code() : null)
                .isEqualTo(told.equals("yes") ? null : MISFITS.get(told));
    }

    static Stream<List<String>> keys() {
        return DOCS.rows("id");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void anIdHasTheTextThatIsTold(List<String> row) throws Exception {
        assertThat(KeyText.of(DocumentDecoder.decodeId(row.get(0))))
                .isEqualTo(row.get(1).split(", as ", 2)[0]);
    }

    @Test
    void everyDeadLetterCodeIsTold() {
        assertThat(DOCS.rows("code").map(row -> row.get(0)))
                .containsExactlyElementsOf(
                        Arrays.stream(DeadLetter.Code.values()).map(Enum::name).toList());
    }
}
