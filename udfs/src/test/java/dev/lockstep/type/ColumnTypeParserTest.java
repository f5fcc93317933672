package dev.lockstep.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnTypeParserTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BOOLEAN",
                "TINYINT",
                "SMALLINT",
                "INT",
                "BIGINT",
                "DOUBLE",
                "DECIMAL(12,2)",
                "DECIMAL(65,30)",
                "CHAR(24)",
                "VARCHAR(16383)",
                "TEXT",
                "LONGTEXT",
                "DATETIME(3)",
                "VARBINARY(16)",
                "BLOB",
                "LONGBLOB",
                "JSON"
            })
    void readsWhatItWrites(String text) {
        assertThat(ColumnTypeParser.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({"varchar( 20 ),VARCHAR(20)", "' decimal(9, 4) ','DECIMAL(9,4)'", "Int,INT"})
    void isNotPickyAboutCaseAndSpaces(String text, String expected) {
        assertThat(ColumnTypeParser.parse(text)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "NUMBER",
                "VARCHAR",
                "VARCHAR(0)",
                "VARCHAR(99999)",
                "VARCHAR(2,3)",
                "DECIMAL",
                "DECIMAL(5)",
                "DECIMAL(66,2)",
                "DECIMAL(4,5)",
                "DATETIME",
                "DATETIME(6)",
                "INT(11)",
                "JSON; DROP TABLE x"
            })
    void saysWhatWouldBeRight(String text) {
        assertThatThrownBy(() -> ColumnTypeParser.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not a column type: " + ColumnTypeParser.EXPECTED);
    }
}
