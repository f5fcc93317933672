package dev.lockstep.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.lockstep.decode.Fields.Leaf;
import dev.lockstep.value.Value;
import java.math.BigDecimal;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentDecoderTest {

    private static final String OID = "5ca4bbc7a2dd94ee5816238c";
    private static final String UUID = "73ffd264-44b3-4c69-90e8-e7d1dfc035d4";
    private static final byte[] ONE_TWO = {1, 2};

    static Stream<Arguments> values() {
        return Stream.of(
                arguments("null", Value.Null.INSTANCE),
                arguments("true", new Value.Bool(true)),
                arguments("-7", new Value.Int32(-7)),
                arguments("2147483647", new Value.Int32(Integer.MAX_VALUE)),
                arguments("2147483648", new Value.Int64(2147483648L)),
                arguments("-9223372036854775808", new Value.Int64(Long.MIN_VALUE)),
                arguments(
                        "9223372036854775808",
                        new Value.Decimal(new BigDecimal("9223372036854775808"))),
                arguments("1.0", new Value.Float64(1)),
                arguments("1.0E10", new Value.Float64(1e10)),
                arguments("-0.0", new Value.Float64(-0.0)),
                arguments("1e400", new Value.Decimal(new BigDecimal("1e400"))),
                arguments("NaN", new Value.NotFinite("NaN")),
                arguments("Infinity", new Value.NotFinite("Infinity")),
                arguments("-Infinity", new Value.NotFinite("-Infinity")),
                arguments("\"a\\u0000\\ud83d\\ude00\\ud800\"", new Value.Text("a\0😀\ud800")),
                arguments("{\"$oid\": \"" + OID + "\"}", new Value.ObjectId(OID)),
                arguments(
                        "{\"$oid\": \"" + "A".repeat(24) + "\"}",
                        new Value.ObjectId("a".repeat(24))),
                arguments("{\"$numberInt\": \"5\"}", new Value.Int32(5)),
                arguments("{\"$numberLong\": \"5\"}", new Value.Int64(5)),
                arguments("{\"$numberDouble\": \"5\"}", new Value.Float64(5)),
                arguments("{\"$numberDouble\": \"NaN\"}", new Value.NotFinite("NaN")),
                arguments("{\"$numberDecimal\": \"1.50\"}", decimal("1.50")),
                arguments("{\"$numberDecimal\": \"1E+6111\"}", decimal("1E+6111")),
                arguments("{\"$numberDecimal\": \"-0.00\"}", decimal("0.00")),
                arguments("{\"$numberDecimal\": \"-Infinity\"}", new Value.NotFinite("-Infinity")),
                arguments("{\"$date\": -5}", new Value.Date(-5)),
                arguments("{\"$date\": {\"$numberLong\": \"-5\"}}", new Value.Date(-5)),
                arguments("{\"$date\": \"1970-01-01T00:00:00.005Z\"}", new Value.Date(5)),
                arguments("{\"$date\": \"1970-01-01T00:00:01Z\"}", new Value.Date(1000)),
                arguments(
                        "{\"$date\": \"1970-01-01T00:00:00.000-0700\"}",
                        new Value.Date(25_200_000)),
                arguments("{\"$date\": \"1970-01-01T01:00:00+01:00\"}", new Value.Date(0)),
                arguments(
                        "{\"$binary\": \"AQI=\", \"$type\": \"80\"}",
                        new Value.Binary(ONE_TWO, 128)),
                arguments(
                        "{\"$binary\": {\"base64\": \"AQI=\", \"subType\": \"0\"}}",
                        new Value.Binary(ONE_TWO, 0)),
                arguments(
                        "{\"$binary\": \"c//SZESzTGmQ6OfR38A11A==\", \"$type\": \"04\"}",
                        new Value.Uuid(UUID)),
                arguments(
                        "{\"$binary\": {\"subType\": \"04\", \"base64\": \"AQI=\"}}",
                        new Value.Binary(ONE_TWO, 4)),
                arguments("{\"$uuid\": \"" + UUID + "\"}", new Value.Uuid(UUID)),
                arguments("{\"$undefined\": true}", Value.Null.INSTANCE),
                arguments("{\"$symbol\": \"s\"}", new Value.Text("s")));
    }

    @ParameterizedTest
    @MethodSource("values")
    void decodesPlainValuesAndWrappers(String json, Value expected) throws Exception {
        assertThat(DocumentDecoder.decodeValue(json)).isEqualTo(expected);
        assertThat(Fields.of("{\"a\": {\"b\": " + json + "}}"))
                .containsExactly(new Leaf("a/b", expected));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            delimiter = '|',
            value = {
                "{\"$minKey\": 1}                      | {\"$minKey\":1}",
                "{\"$maxKey\": 1}                      | {\"$maxKey\":1}",
                "{\"$timestamp\": {\"t\": 4294967295, \"i\": 7}} | {\"$timestamp\":{\"t\":4294967295,\"i\":7}}",
                "{\"$regex\": \"a\\\"b\", \"$options\": \"im\"} | {\"$regularExpression\":{\"pattern\":\"a\\\"b\",\"options\":\"im\"}}",
                "{\"$regularExpression\": {\"pattern\": \"a\", \"options\": \"\"}} | {\"$regularExpression\":{\"pattern\":\"a\",\"options\":\"\"}}",
                "{\"$code\": \"f()\"}                  | {\"$code\":\"f()\"}",
                "{\"$code\": \"f\", \"$scope\": {\"x\": {\"$numberLong\": \"3\"}}} | {\"$code\":\"f\",\"$scope\":{\"x\":3}}",
                "{\"$dbPointer\": {\"$ref\": \"a\", \"$id\": {\"$oid\": \"5ca4bbc7a2dd94ee5816238c\"}}} | {\"$dbPointer\":{\"$ref\":\"a\",\"$id\":{\"$oid\":\"5ca4bbc7a2dd94ee5816238c\"}}}",
                "{}                                    | {}",
                "[]                                    | []",
                "[1, 1.50, -0.0, {\"$numberLong\": \"5\"}] | [1,1.5,-0.0,5]",
                "[9007199254740993, NaN]               | [{\"$numberLong\":\"9007199254740993\"},{\"$numberDouble\":\"NaN\"}]",
                "[{\"$date\": 0}, {\"$date\": -1}]     | [{\"$date\":\"1970-01-01T00:00:00Z\"},{\"$date\":{\"$numberLong\":\"-1\"}}]",
                "[{\"$numberDecimal\": \"-0.00\"}, {\"$undefined\": true}] | [{\"$numberDecimal\":\"-0.00\"},{\"$undefined\":true}]",
                "[{\"$binary\": \"AQI=\", \"$type\": \"00\"}] | [{\"$binary\":{\"base64\":\"AQI=\",\"subType\":\"00\"}}]",
                "[\"\\ud83d\\ude00\\ud800\"]           | [\"😀\\ud800\"]",
                "[{\"a\": 1, \"a\": {\"b\": []}}]      | [{\"a\":1,\"a\":{\"b\":[]}}]"
            })
    void writesWhatHasNoSqlCounterpartAsRelaxedJson(String json, String expected) throws Exception {
        assertThat(Fields.of("{\"a\": " + json + "}"))
                .containsExactly(new Leaf("a", new Value.Json(expected)));
        assertThat(DocumentDecoder.decodeValue(json)).isEqualTo(new Value.Json(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$date\":\"hello\"}",
                "{\"$date\":1.5}",
                "{\"$date\":{\"$numberLong\":\"x\"}}",
                "{\"$date\":{\"$date\":{\"$date\":{\"$date\":{\"$date\":{\"$date\":true}}}}}}",
                "{\"$date\":\"1970-01-01T00:00:00.0001Z\"}",
                "{\"$oid\":\"xyz\"}",
                "{\"$oid\":\"5ca4bbc7a2dd94ee5816238c\",\"x\":1}",
                "{\"$numberInt\":\"2147483648\"}",
                "{\"$numberDouble\":\"0x1p3\"}",
                "{\"$numberDecimal\":\"1E+999999\"}",
                "{\"$binary\":\"?\",\"$type\":\"00\"}",
                "{\"$binary\":{\"base64 s subType\":\"AQI=\"}}",
                "{\"$uuid\":\"7\"}",
                "{\"$undefined\":false}",
                "{\"$timestamp\":{\"t\":1}}",
                "{\"$ref\":\"a\",\"$id\":7}",
                "{\"$unknown\":[1,[2,{\"x\":[3]}],4],\"b\":[5,{\"c\":6}]}",
                "{\"$regex\":[1,[2,{\"x\":[3]}],4],\"b\":[5,{\"c\":6}],\"d\":{\"e\":[1,2,3,4,5,6,7,8]}}"
            })
    void takesWhatOnlyLooksLikeAWrapperAsADocument(String json) throws Exception {
        assertThat(Fields.of("{\"a\": " + json + "}")).noneMatch(leaf -> leaf.path().equals("a"));
        assertThat(DocumentDecoder.decodeValue(json)).isEqualTo(new Value.Json(json));
        assertThat(DocumentDecoder.decodeValue("[" + json + "]"))
                .isEqualTo(new Value.Json("[" + json + "]"));
    }

    @Test
    void replaysFailedWrappersInOrder() throws Exception {
        assertThat(
                        Fields.of(
                                "{\"a\": {\"$date\": {\"$oid\": 1, \"$regex\": {\"$date\": 7}}, \"b\": 2}}"))
                .containsExactly(
                        new Leaf("a/$date/$oid", new Value.Int32(1)),
                        new Leaf("a/$date/$regex", new Value.Date(7)),
                        new Leaf("a/b", new Value.Int32(2)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1]",
                "1",
                "{\"a\": }",
                "{\"a\": secret}",
                "{\"a\": 1} 2",
                "{\"a\": \"secret",
                "{\"a\": [1, secret]}",
                "{\"$date\": {\"a\"",
                "{\"a\": 01}"
            })
    void refusesMalformedTextWithoutQuotingIt(String json) {
        assertThatThrownBy(() -> Fields.of(json))
                .isInstanceOf(MalformedDocumentException.class)
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    @Test
    void refusesTextThatIsNestedTooDeeply() {
        assertThatThrownBy(() -> Fields.of("{\"a\":".repeat(2_000)))
                .isInstanceOf(MalformedDocumentException.class);
    }

    @Test
    void takesTheLongestStringADocumentCanHold() throws Exception {
        String text = "x".repeat(16 << 20);
        assertThat(DocumentDecoder.decodeValue('"' + text + '"')).isEqualTo(new Value.Text(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1.0",
                "{\"$numberLong\": \"1\"}",
                "{\"$numberDecimal\": \"1.00\"}",
                "{\"$numberDecimal\": \"10E-1\"}"
            })
    void givesEqualNumbersAsIdsOneForm(String json) throws Exception {
        assertThat(DocumentDecoder.decodeId(json)).isEqualTo(new Value.Int32(1));
        assertThat(DocumentDecoder.decodeId("{\"a\": [" + json + "]}"))
                .isEqualTo(new Value.Json("{\"a\":[1]}"));
    }

    static Stream<Arguments> ids() {
        return Stream.of(
                arguments("-0.0", new Value.Int32(0)),
                arguments("{\"$numberDecimal\": \"0.50\"}", new Value.Float64(0.5)),
                arguments("{\"$numberDecimal\": \"0.10\"}", decimal("0.1")),
                arguments("9.223372036854775807E18", new Value.Float64(0x1p63)),
                arguments("-9.223372036854775808E18", new Value.Int64(Long.MIN_VALUE)),
                arguments(
                        "{\"$numberDecimal\": \"9223372036854775808\"}", new Value.Float64(0x1p63)),
                arguments("{\"$numberDecimal\": \"1E+6111\"}", decimal("1E+6111")),
                arguments("NaN", new Value.NotFinite("NaN")));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void keepsNumbersExactAsIds(String json, Value expected) throws Exception {
        assertThat(DocumentDecoder.decodeId(json)).isEqualTo(expected);
    }

    private static Value decimal(String text) {
        return new Value.Decimal(new BigDecimal(text));
    }
}
