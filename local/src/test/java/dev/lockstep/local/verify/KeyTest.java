package dev.lockstep.local.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTest {

    @Test
    void matchesIdsWithColumnsOfTheirType() {
        assertThat(id("{$oid: '5a934e000102030405000000'}"))
                .isEqualTo(Key.of("5a934e000102030405000000", "CHAR"));
        assertThat(id("{$uuid: '0e37df36-f698-11e6-8dd4-cb9ced3df976'}"))
                .isEqualTo(Key.of("0e37df36-f698-11e6-8dd4-cb9ced3df976", "CHAR"));
        assertThat(id("'SKU-1'")).isEqualTo(text("SKU-1"));
        assertThat(id("{$date: 1}"))
                .isEqualTo(Key.of(LocalDateTime.parse("1970-01-01T00:00:00.001"), "DATETIME"));
        assertThat(id("true")).isEqualTo(Key.of(true, "BIT"));
        assertThat(id("{$binary: {base64: 'AQI=', subType: '00'}}"))
                .isEqualTo(Key.of(new byte[] {1, 2}, "VARBINARY"));
    }

    @Test
    void takesNumbersByValue() {
        assertThat(id("1")).isEqualTo(Key.of(1L, "BIGINT"));
        assertThat(id("100.0")).isEqualTo(Key.of(new BigDecimal("1E+2"), "DECIMAL"));
        assertThat(id("{$numberDecimal: '1.50'}")).isEqualTo(Key.of(1.5, "DOUBLE"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    7                                            | {"$numberInt":"7"}
                    7.0                                          | {"$numberInt":"7"}
                    {$numberDecimal: '7.10'}                     | {"$numberDecimal":"7.1"}
                    2.5                                          | {"$numberDouble":"2.5"}
                    {$oid: '5a934e000102030405000000'}           | {"$oid":"5a934e000102030405000000"}
                    {$uuid: '0e37df36-f698-11e6-8dd4-cb9ced3df976'} | {"$uuid":"0e37df36-f698-11e6-8dd4-cb9ced3df976"}
                    {$binary: {base64: 'AQI=', subType: '00'}}   | {"$binary":{"base64":"AQI=","subType":"00"}}
                    {$date: 1}                                   | {"$date":"1970-01-01T00:00:00.001Z"}
                    true                                         | true
                    'true'                                       | "true"
                    '7'                                          | 7
                    '5a934e000102030405000000'                   | 5a934e000102030405000000
                    '{"$numberInt":"7"}'                         | "{\\"$numberInt\\":\\"7\\"}"
                    {a: 1, b: 'x'}                               | {"a":1,"b":"x"}
                    """)
    void matchesAnyIdWithItsTextAndNoOther(String id, String column) {
        assertThat(id(id)).isEqualTo(text(column));
        assertThat(id("{b: 'x', a: 1}")).isNotEqualTo(text(column));
        assertThat(id("'a'")).isNotEqualTo(text(column));
    }

    private static String text(String column) {
        return Key.of(column, "VARCHAR");
    }

    private static String id(String json) {
        BsonValue id = BsonDocument.parse("{_id: " + json + "}").get("_id");
        return Key.of(id);
    }
}
