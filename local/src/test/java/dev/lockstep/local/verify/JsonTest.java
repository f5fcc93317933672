package dev.lockstep.local.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.bson.BsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": 1, \"b\": [true]} | {\"b\": [true], \"a\": 1.0}",
                "{\"$numberLong\": \"7\"} | 7",
                "{\"$date\": \"1970-01-01T00:00:01Z\"} | {\"$date\": {\"$numberLong\": \"1000\"}}",
                "{\"$numberDecimal\": \"1.50\"} | {\"$numberDecimal\": \"1.5\"}",
                "{\"$numberDouble\": \"NaN\"} | {\"$numberDouble\": \"NaN\"}",
                "null | null"
            })
    void seesTheSame(String left, String right) {
        assertThat(Json.equal(value(left), value(right))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1, 2] | [2, 1]",
                "[1] | [1, 1]",
                "{\"a\": null} | {}",
                "{} | []",
                "\"1\" | 1",
                "{\"$oid\": \"5a934e000102030405000000\"} | \"5a934e000102030405000000\"",
                "{\"$numberDecimal\": \"0.1\"} | 0.1",
                "9007199254740993 | 9007199254740992.0"
            })
    void seesADifference(String left, String right) {
        assertThat(Json.equal(value(left), value(right))).isFalse();
    }

    @Test
    void findsNoValueInWhatIsNotJson() {
        assertThat(Json.parse("[1, ")).isEmpty();
        assertThat(Json.parse("")).isEmpty();
    }

    private static BsonValue value(String json) {
        return Json.parse(json).orElseThrow();
    }
}
