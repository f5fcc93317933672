package dev.lockstep.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.decode.DocumentDecoder;
import dev.lockstep.value.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    "abc"                                  | abc
                    "7"                                    | 7
                    7                                      | {"$numberInt":"7"}
                    {"$numberDecimal": "7.00"}             | {"$numberInt":"7"}
                    -1099511627776                         | {"$numberLong":"-1099511627776"}
                    2.50                                   | {"$numberDouble":"2.5"}
                    {"$numberDouble": "2.2250738585072014E-308"} | {"$numberDouble":"2.2250738585072014E-308"}
                    {"$numberDouble": "2E-44"}             | {"$numberDouble":"2.0E-44"}
                    {"$numberDouble": "NaN"}               | {"$numberDouble":"NaN"}
                    {"$numberDecimal": "0.10"}             | {"$numberDecimal":"0.1"}
                    true                                   | true
                    "true"                                 | "true"
                    "false"                                | "false"
                    "null"                                 | "null"
                    "True"                                 | True
                    ""                                     | ~~
                    "\\"x"                                 | "\\"x"
                    "{\\"$numberInt\\":\\"7\\"}"             | "{\\"$numberInt\\":\\"7\\"}"
                    "[1]"                                  | [1]
                    {"$oid": "5ca4bbc7a2dd94ee5816238c"}   | {"$oid":"5ca4bbc7a2dd94ee5816238c"}
                    "5ca4bbc7a2dd94ee5816238c"             | 5ca4bbc7a2dd94ee5816238c
                    {"$uuid": "0e37df36-f698-11e6-8dd4-cb9ced3df976"} | {"$uuid":"0e37df36-f698-11e6-8dd4-cb9ced3df976"}
                    {"$binary": {"base64": "Af8=", "subType": "00"}} | {"$binary":{"base64":"Af8=","subType":"00"}}
                    {"$date": 0}                           | {"$date":"1970-01-01T00:00:00Z"}
                    {"$timestamp": {"t": 1, "i": 2}}       | {"$timestamp":{"t":1,"i":2}}
                    {"$minKey": 1}                         | {"$minKey":1}
                    {"b": 1.0, "a": "x"}                   | {"b":1,"a":"x"}
                    """)
    void tellsTheTypeOfWhatIsNoString(String id, String text) throws Exception {
        assertThat(KeyText.of(DocumentDecoder.decodeId(id))).isEqualTo(text);
    }

    @Test
    void aColumnOfIdsTakesNoOther() {
        String hex = "5ca4bbc7a2dd94ee5816238c";

        assertThat(ColumnFit.fitKey(new Value.ObjectId(hex), ColumnType.Char.OBJECT_ID))
                .isEqualTo(new Fit.Fits(hex));
        assertThat(ColumnFit.fitKey(new Value.Text(hex), ColumnType.Char.OBJECT_ID))
                .isInstanceOf(Fit.Misfit.class);
        assertThat(ColumnFit.fitKey(new Value.Text("x"), ColumnType.Char.UUID))
                .isInstanceOf(Fit.Misfit.class);
        assertThat(ColumnFit.fitKey(new Value.ObjectId(hex), ColumnType.Char.UUID))
                .isInstanceOf(Fit.Misfit.class);
    }

    @Test
    void bytesOfAnotherSubtypeAreAnotherId() {
        ColumnType bytes = new ColumnType.VarBinary(9);
        byte[] one = {1};

        assertThat(ColumnFit.fitKey(new Value.Binary(one, 0), bytes)).isEqualTo(new Fit.Fits(one));
        assertThat(ColumnFit.fitKey(new Value.Binary(one, 5), bytes))
                .isInstanceOf(Fit.Misfit.class);
    }
}
