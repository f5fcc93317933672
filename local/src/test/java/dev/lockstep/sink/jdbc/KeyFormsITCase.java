package dev.lockstep.sink.jdbc;

import static dev.lockstep.sink.jdbc.Changes.batch;
import static dev.lockstep.sink.jdbc.Changes.cell;
import static dev.lockstep.sink.jdbc.Changes.columns;
import static dev.lockstep.sink.jdbc.Changes.delete;
import static dev.lockstep.sink.jdbc.Changes.execute;
import static dev.lockstep.sink.jdbc.Changes.rows;
import static dev.lockstep.sink.jdbc.Changes.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.row.TargetChange;
import dev.lockstep.type.ColumnType;
import dev.lockstep.value.Value;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A key column that meets ids of a second type becomes text, and the rows that are there with it.
 */
class KeyFormsITCase {

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    private static final String HEX = "5ca4bbc7a2dd94ee5816238c";
    private static final String DASHED = "0e37df36-f698-11e6-8dd4-cb9ced3df976";

    private static final Value OBJECT_ID = new Value.ObjectId(HEX);
    private static final Value UUID = new Value.Uuid(DASHED);

    @BeforeEach
    void begin() throws SQLException {
        execute(MYSQL, "DROP TABLE IF EXISTS things, lockstep_tables, lockstep_columns");
        execute(
                MYSQL,
                "DROP TABLE IF EXISTS lockstep_progress, lockstep_reconciliations, lockstep_seen");
    }

    static Stream<Arguments> forms() {
        return Stream.of(
                Arguments.of(OBJECT_ID, HEX, "char(24)", "{\"$oid\":\"" + HEX + "\"}"),
                Arguments.of(UUID, DASHED, "char(36)", "{\"$uuid\":\"" + DASHED + "\"}"),
                Arguments.of(7, "7", "bigint", "{\"$numberInt\":\"7\"}"),
                Arguments.of(
                        Integer.MIN_VALUE,
                        "-2147483648",
                        "bigint",
                        "{\"$numberInt\":\"-2147483648\"}"),
                Arguments.of(
                        Long.MAX_VALUE,
                        "9223372036854775807",
                        "bigint",
                        "{\"$numberLong\":\"9223372036854775807\"}"));
    }

    /** The same string as the id's text in a column of its own: they stay two rows. */
    @ParameterizedTest
    @MethodSource("forms")
    void rowsThatAreThereGetTheTextThatNewOnesHave(
            Object id, String alone, String type, String beside) throws SQLException {
        BatchTransaction transaction = transaction();
        transaction.write(batch(upsert("things", id, cell("a", "first"), cell("b", 1))));
        assertThat(columns(MYSQL, "things"))
                .containsExactly("id|" + type, "a|varchar(255)", "b|int");
        assertThat(ids()).containsExactly(alone);

        transaction.write(batch(upsert("things", alone, cell("a", "second"))));
        assertThat(columns(MYSQL, "things"))
                .containsExactly("id|varchar(255)", "a|varchar(255)", "b|int");
        assertThat(rows(MYSQL, "SELECT id, a, b FROM things ORDER BY a"))
                .containsExactly(beside + "|first|1", alone + "|second|null");

        transaction.write(
                batch(upsert("things", id, cell("a", "changed")), delete("things", alone)));
        assertThat(rows(MYSQL, "SELECT id, a, b FROM things"))
                .containsExactly(beside + "|changed|null");
        assertThat(rows(MYSQL, "SHOW KEYS FROM things").size()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void theOrderMakesNoDifference(Object id, String alone, String type, String beside)
            throws SQLException {
        BatchTransaction transaction = transaction();
        transaction.write(batch(upsert("things", alone, cell("a", 1))));
        transaction.write(batch(upsert("things", id, cell("a", 2))));

        assertThat(columns(MYSQL, "things")).containsExactly("id|varchar(255)", "a|int");
        assertThat(rows(MYSQL, "SELECT id, a FROM things ORDER BY a"))
                .containsExactly(alone + "|1", beside + "|2");
    }

    @Test
    void aKeyOfPartsIsRewrittenPartByPart() throws SQLException {
        BatchTransaction transaction = transaction();
        transaction.write(batch(pair(OBJECT_ID, 1), pair(OBJECT_ID, 2)));

        transaction.write(batch(pair("gb", 1), pair("gb", UUID)));

        assertThat(columns(MYSQL, "things")).containsExactly("shop|varchar(255)", "n|varchar(255)");
        assertThat(rows(MYSQL, "SELECT shop, n FROM things ORDER BY shop, n"))
                .containsExactly(
                        "gb|{\"$numberInt\":\"1\"}",
                        "gb|{\"$uuid\":\"" + DASHED + "\"}",
                        "{\"$oid\":\"" + HEX + "\"}|{\"$numberInt\":\"1\"}",
                        "{\"$oid\":\"" + HEX + "\"}|{\"$numberInt\":\"2\"}");
    }

    private static TargetChange.Upsert pair(Object shop, Object number) {
        return new TargetChange.Upsert(
                upsert("things", shop + "/" + number).origin(),
                "things",
                List.of(cell("shop", shop), cell("n", number)),
                List.of());
    }

    /** What a conversion that was cut off leaves is no column of the table. */
    @Test
    void aLeftoverOfADeadWriterIsNoHindrance() throws SQLException {
        BatchTransaction transaction = transaction();
        transaction.write(batch(upsert("things", 1)));
        execute(MYSQL, "ALTER TABLE things ADD COLUMN lockstep_converting VARCHAR(255)");
        execute(MYSQL, "UPDATE things SET lockstep_converting = 'half'");

        transaction.write(batch(upsert("things", "a")));

        assertThat(columns(MYSQL, "things")).containsExactly("id|varchar(255)");
        assertThat(ids()).containsExactly("a", "{\"$numberInt\":\"1\"}");
    }

    @Test
    void aDeclaredTypeStaysAndWhatIsNotOfItIsADeadLetter() throws SQLException {
        ColumnMapping id = new ColumnMapping("_id", "id", ColumnType.Char.OBJECT_ID, false, null);
        BatchTransaction transaction =
                new BatchTransaction(
                        new TargetConnection(Changes.pipeline(MYSQL, SchemaDrift.EVOLVE).target()),
                        Changes.pipeline(MYSQL, SchemaDrift.EVOLVE, id),
                        Changes.progress(0, 127));

        BatchTransaction.Result result =
                transaction.write(batch(upsert("things", OBJECT_ID), upsert("things", HEX)));

        assertThat(result.rejected())
                .extracting(letter -> letter.deadLetter().toString())
                .containsExactly(
                        "KEY_NOT_SUPPORTED at id: the document id fits neither its column nor the"
                                + " longest key, VARCHAR(768)");
        assertThat(ids()).containsExactly(HEX);
    }

    private static List<String> ids() throws SQLException {
        return new ArrayList<>(rows(MYSQL, "SELECT id FROM things ORDER BY id"));
    }

    private static BatchTransaction transaction() {
        return new BatchTransaction(
                new TargetConnection(Changes.pipeline(MYSQL, SchemaDrift.EVOLVE).target()),
                Changes.pipeline(MYSQL, SchemaDrift.EVOLVE),
                Changes.progress(0, 127));
    }
}
