package dev.lockstep.sink.jdbc;

import static dev.lockstep.sink.jdbc.Changes.batch;
import static dev.lockstep.sink.jdbc.Changes.columns;
import static dev.lockstep.sink.jdbc.Changes.execute;
import static dev.lockstep.sink.jdbc.Changes.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.Pipeline;
import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.DocumentMapper;
import dev.lockstep.row.TargetChange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A column's type by convention depends on its values and not on the order in which they came. */
class TypesByConventionITCase {

    private static final Namespace THINGS = new Namespace("shop", "things");
    private static final CollectionMapping MAPPING = CollectionMapping.byConvention("shop", "*");

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    private final DocumentMapper mapper = new DocumentMapper(List.of(MAPPING));

    @BeforeEach
    void begin() throws SQLException {
        execute(
                MYSQL,
                "DROP TABLE IF EXISTS things, lockstep_tables, lockstep_columns,"
                        + " lockstep_dead_letters");
    }

    /** The values, the column's type, and what it holds, in the order of the values. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    7; {"$numberLong": "7"}                       | bigint         | 7; 7
                    7; 2.0                                        | double         | 7.0; 2.0
                    7; {"$numberDecimal": "5"}                    | decimal(34,10) | 7.0000000000; 5.0000000000
                    0.123456789012; {"$numberDecimal": "1.5"}     | decimal(36,12) | 0.123456789012; 1.500000000000
                    1e-20; {"$numberDecimal": "1.5"}              | decimal(44,20) | 1E-20; 1.50000000000000000000
                    123456789e16; {"$numberDecimal": "1.5"}       | decimal(35,10) | 1234567890000000000000000.0000000000; 1.5000000000
                    -1e35; {"$numberDecimal": "1.5"}              | decimal(46,10) | -100000000000000000000000000000000000.0000000000; 1.5000000000
                    123e52; {"$numberDecimal": "1.5"}             | decimal(65,10) | 1230000000000000000000000000000000000000000000000000000.0000000000; 1.5000000000
                    123e53; {"$numberDecimal": "1"}               | json           | 1.23e55; {"$numberDecimal":"1"}
                    1e-31; {"$numberDecimal": "1"}                | json           | 1e-31; {"$numberDecimal":"1"}
                    1e300; {"$numberDecimal": "1"}                | json           | 1e300; {"$numberDecimal":"1"}
                    -0.0; {"$numberDecimal": "1"}                 | json           | -0.0; {"$numberDecimal":"1"}
                    {"$numberLong": "9007199254740993"}; 0.5      | decimal(34,10) | 9007199254740993.0000000000; 0.5000000000
                    {"$numberLong": "9007199254740992"}; 0.5      | double         | 9.007199254740992E15; 0.5
                    {"$numberLong": "1152921504606846976"}; 2.0   | decimal(34,10) | 1152921504606846976.0000000000; 2.0000000000
                    "5ca4bbc7a2dd94ee5816238d"; {"$oid": "5ca4bbc7a2dd94ee5816238c"}                     | varchar(255) | 5ca4bbc7a2dd94ee5816238d; 5ca4bbc7a2dd94ee5816238c
                    {"$uuid": "0e37df36-f698-11e6-8dd4-cb9ced3df976"}; {"$oid": "5ca4bbc7a2dd94ee5816238c"} | varchar(255) | 0e37df36-f698-11e6-8dd4-cb9ced3df976; 5ca4bbc7a2dd94ee5816238c
                    """)
    void theOrderMakesNoDifference(String values, String type, String held) throws SQLException {
        List<String> all = Arrays.asList(values.split("; "));
        write(all);
        assertThat(columns(MYSQL, "things")).containsExactly("id|bigint", "f|" + type);
        assertThat(held()).containsExactly(held.split("; "));

        begin();
        Collections.reverse(all);
        write(all);
        assertThat(columns(MYSQL, "things")).containsExactly("id|bigint", "f|" + type);
        List<String> reversed = Arrays.asList(held.split("; "));
        Collections.reverse(reversed);
        assertThat(held().stream().map(TypesByConventionITCase::plain))
                .containsExactlyElementsOf(
                        reversed.stream().map(TypesByConventionITCase::plain).toList());
    }

    /** A decimal from a DECIMAL column has the column's scale. */
    private static String plain(String value) {
        return value.replaceAll("\\.0+(\"|E)", "$1").toLowerCase(Locale.ROOT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"$numberDouble\": \"NaN\"} | NUMBER_NOT_FINITE",
                "{\"$date\": {\"$numberLong\": \"253402300800000\"}} | VALUE_OUT_OF_RANGE"
            })
    void whatHasNoTypeIsADeadLetterAlsoBesideJson(String value, String code) throws SQLException {
        writeDocuments(List.of("\"first\": 1, \"f\": " + value));
        assertThat(columns(MYSQL, "things"))
                .as("a document without a row has no columns")
                .isEmpty();

        write(List.of(value, "\"x\"", "7", value));
        assertThat(columns(MYSQL, "things")).containsExactly("id|bigint", "f|json");
        assertThat(held()).containsExactly("\"x\"", "7");
        assertThat(rows(MYSQL, "SELECT code FROM lockstep_dead_letters"))
                .containsExactly(code, code);
    }

    @Test
    void aTypeThatAPersonChoseStaysForWhatFitsIt() throws SQLException {
        execute(MYSQL, "CREATE TABLE things (id BIGINT PRIMARY KEY, f INT, g DECIMAL(12,2))");

        writeDocuments(List.of("\"f\": 2.0, \"g\": 1.5, \"h\": 0.5"));
        assertThat(columns(MYSQL, "things"))
                .containsExactly("id|bigint", "f|int", "g|decimal(12,2)", "h|double");

        execute(MYSQL, "ALTER TABLE things MODIFY h DECIMAL(9,3)");
        writeDocuments(List.of("\"h\": 2.25", "\"f\": 2.5", "\"f\": 2.0, \"g\": 1.5, \"h\": 0.5"));
        assertThat(columns(MYSQL, "things"))
                .containsExactly("id|bigint", "f|double", "g|decimal(12,2)", "h|decimal(9,3)");
        assertThat(rows(MYSQL, "SELECT f, g, h FROM things ORDER BY id"))
                .containsExactly("null|null|2.250", "2.5|null|null", "2.0|1.50|0.500");
    }

    @Test
    void aColumnWithAnIndexKeepsItsTypeAsLongAsItCan() throws SQLException {
        write(List.of("7"));
        execute(MYSQL, "ALTER TABLE things ADD INDEX (f)");

        write(List.of("7", "2.0"));
        assertThat(columns(MYSQL, "things")).containsExactly("id|bigint", "f|int");
    }

    /** A row has no room for so many, and which of them came first is of no account. */
    @Test
    void tooManyTextsForARowAreAllOutsideOfIt() throws SQLException {
        List<String> documents =
                new ArrayList<>(
                        IntStream.range(0, 70)
                                .mapToObj(i -> "\"f%d\": \"%s\"".formatted(i, "x".repeat(i)))
                                .toList());
        writeDocuments(documents.subList(0, 58));
        Predicate<String> isShort = column -> column.endsWith("|varchar(255)");
        assertThat(columns(MYSQL, "things").stream().filter(isShort)).hasSize(58);

        execute(MYSQL, "ALTER TABLE things ADD INDEX (f3)");
        writeDocuments(documents);
        List<String> all = columns(MYSQL, "things");
        assertThat(all.stream().filter(isShort)).containsExactly("f3|varchar(255)");
        assertThat(all.stream().filter(column -> column.endsWith("|text"))).hasSize(69);
        assertThat(rows(MYSQL, "SELECT COUNT(*) FROM things WHERE LENGTH(f10) = 10"))
                .containsExactly("1");

        begin();
        Collections.reverse(documents);
        writeDocuments(documents);
        assertThat(columns(MYSQL, "things")).hasSize(71).noneMatch(isShort);
    }

    private void write(List<String> values) throws SQLException {
        writeDocuments(values.stream().map(value -> "\"f\": " + value).toList());
    }

    /** Each in a batch of its own, with the next id from 0. */
    private void writeDocuments(List<String> fields) throws SQLException {
        Pipeline pipeline = Changes.pipeline(MYSQL, MAPPING);
        BatchTransaction transaction =
                new BatchTransaction(
                        new TargetConnection(pipeline.target()),
                        pipeline,
                        Changes.progress(0, 127));
        for (int id = 0; id < fields.size(); id++) {
            TargetChange change =
                    mapper.map(
                            new ChangeEvent(
                                    Operation.INSERT,
                                    THINGS,
                                    Integer.toString(id),
                                    "{\"_id\": %d, %s}".formatted(id, fields.get(id)),
                                    0,
                                    null));
            transaction.write(batch(Changes.declarations(MAPPING), change));
        }
    }

    /** Without the spaces that MySQL writes into JSON. */
    private static List<String> held() throws SQLException {
        return rows(MYSQL, "SELECT f FROM things ORDER BY id").stream()
                .map(value -> value.replace("\": ", "\":"))
                .toList();
    }
}
