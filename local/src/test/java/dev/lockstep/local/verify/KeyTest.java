package dev.lockstep.local.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.junit.jupiter.api.Test;

class KeyTest {

    @Test
    void matchesIdsWithColumns() {
        assertThat(id("{$oid: '5a934e000102030405000000'}")).isEqualTo("5a934e000102030405000000");
        assertThat(id("'SKU-1'")).isEqualTo(Key.of("SKU-1"));
        assertThat(id("{$date: 1}"))
                .isEqualTo(Key.of(LocalDateTime.parse("1970-01-01T00:00:00.001")));
        assertThat(id("true")).isEqualTo(Key.of(true));
        assertThat(id("{$binary: {base64: 'AQI=', subType: '00'}}"))
                .isEqualTo(Key.of(new byte[] {1, 2}));
    }

    @Test
    void takesNumbersByValue() {
        assertThat(id("1")).isEqualTo(Key.of(1L));
        assertThat(id("100.0")).isEqualTo(Key.of(new BigDecimal("1E+2")));
        assertThat(id("{$numberDecimal: '1.50'}")).isEqualTo(Key.of(1.5));
    }

    @Test
    void matchesCompoundIdsWithTheirJsonText() {
        assertThat(id("{a: 1, b: 'x'}")).isEqualTo(Key.of("{\"a\":1,\"b\":\"x\"}"));
        assertThat(id("{b: 'x', a: 1}")).isNotEqualTo(Key.of("{\"a\":1,\"b\":\"x\"}"));
    }

    @Test
    void matchesIdsBesideThoseOfOtherTypesWithTheirJsonText() {
        assertThat(id("{$date: 1}")).isEqualTo(Key.of("{\"$date\":\"1970-01-01T00:00:00.001Z\"}"));
        assertThat(id("{$numberDecimal: '7.10'}"))
                .isEqualTo(Key.of("{\"$numberDecimal\":\"7.1\"}"));
        assertThat(id("{$binary: {base64: 'AQI=', subType: '00'}}"))
                .isEqualTo(Key.of("{\"$binary\":{\"base64\":\"AQI=\",\"subType\":\"00\"}}"));
    }

    private static String id(String json) {
        BsonValue id = BsonDocument.parse("{_id: " + json + "}").get("_id");
        return Key.of(id);
    }
}
