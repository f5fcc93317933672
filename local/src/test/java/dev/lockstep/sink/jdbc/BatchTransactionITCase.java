package dev.lockstep.sink.jdbc;

import static dev.lockstep.sink.jdbc.Changes.batch;
import static dev.lockstep.sink.jdbc.Changes.cell;
import static dev.lockstep.sink.jdbc.Changes.columns;
import static dev.lockstep.sink.jdbc.Changes.delete;
import static dev.lockstep.sink.jdbc.Changes.execute;
import static dev.lockstep.sink.jdbc.Changes.rejected;
import static dev.lockstep.sink.jdbc.Changes.rows;
import static dev.lockstep.sink.jdbc.Changes.upsert;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.event.Position;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.row.Cell;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import dev.lockstep.type.ColumnType;
import dev.lockstep.value.Value;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BatchTransactionITCase {

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "5ca4bbc7a2dd94ee5816238c";

    @Test
    void ofEachRowOnlyTheLastChangeIsWritten() throws SQLException {
        BatchTransaction.Result result =
                write(
                        SchemaDrift.EVOLVE,
                        upsert("last", 1, cell("a", "one")),
                        upsert("last", 2, cell("a", "two")),
                        upsert("last", 1, cell("a", "uno")),
                        delete("last", 2),
                        upsert("last", 3, cell("a", "three")),
                        delete("last", 3),
                        upsert("last", 3, cell("a", "tre")));

        assertThat(result.upserts()).isEqualTo(2);
        assertThat(result.deletes()).isEqualTo(1);
        assertThat(rows(MYSQL, "SELECT id, a FROM last ORDER BY id"))
                .containsExactly("1|uno", "3|tre");
    }

    @Test
    void aMissingFieldBecomesNullAndAColumnOfOthersStays() throws SQLException {
        execute(MYSQL, "CREATE TABLE kept (id BIGINT PRIMARY KEY, note VARCHAR(20))");
        write(SchemaDrift.EVOLVE, upsert("kept", 1, cell("a", "x"), cell("b", 7)));
        execute(MYSQL, "UPDATE kept SET note = 'by hand'");

        write(SchemaDrift.EVOLVE, upsert("kept", 1, cell("b", 8)));

        assertThat(rows(MYSQL, "SELECT id, note, a, b FROM kept"))
                .containsExactly("1|by hand|null|8");
    }

    @Test
    void aColumnThatWasThereIsFilledFromItsFirstFieldOn() throws SQLException {
        execute(MYSQL, "CREATE TABLE adopted (id BIGINT PRIMARY KEY, A VARCHAR(20))");
        write(SchemaDrift.STRICT, upsert("adopted", 1, cell("a", "x")));

        write(SchemaDrift.STRICT, upsert("adopted", 1));

        assertThat(rows(MYSQL, "SELECT id, a FROM adopted")).containsExactly("1|null");
    }

    @Test
    void widensAColumnAndKeepsWhatItHolds() throws SQLException {
        write(SchemaDrift.EVOLVE, upsert("wide", 1, cell("rating", 5)));
        write(SchemaDrift.EVOLVE, upsert("wide", 2, cell("rating", 5.5)));
        assertThat(columns(MYSQL, "wide")).containsExactly("id|bigint", "rating|double");

        write(SchemaDrift.EVOLVE, upsert("wide", 3, cell("rating", "Not yet rated")));

        assertThat(rows(MYSQL, "SELECT id, rating FROM wide ORDER BY id"))
                .containsExactly("1|5.0", "2|5.5", "3|\"Not yet rated\"");
    }

    @Test
    void aBigintWithLargeNumbersNeverBecomesDouble() throws Exception {
        write(SchemaDrift.EVOLVE, upsert("exact", 1, cell("n", (1L << 53) + 1)));
        write(SchemaDrift.EVOLVE, upsert("exact", 2, cell("n", 0.5)));

        assertThat(columns(MYSQL, "exact")).containsExactly("id|bigint", "n|decimal(34,10)");
        assertThat(rows(MYSQL, "SELECT n FROM exact ORDER BY id"))
                .containsExactly("9007199254740993.0000000000", "0.5000000000");
    }

    @Test
    void everyTypeTurnsIntoTheJsonThatIsWrittenForItsValues() throws Exception {
        List<Value> values =
                List.of(
                        new Value.Bool(true),
                        new Value.Int32(-7),
                        new Value.Int64(1L << 40),
                        new Value.Float64(2),
                        new Value.Float64(-2.5e-10),
                        new Value.Decimal(new BigDecimal("1.5000000000")),
                        new Value.Text("a \"quoted\" \\ 😀\n"),
                        new Value.Text("x".repeat(300)),
                        new Value.Date(1_600_000_000_123L),
                        new Value.Date(1_600_000_000_000L),
                        new Value.Date(-1),
                        new Value.ObjectId(ID),
                        new Value.Uuid("0e37df36-f698-11e6-8dd4-cb9ced3df976"),
                        new Value.Binary(new byte[] {1, 2, (byte) 0xff}, 0),
                        new Value.Binary(new byte[300], 0));
        Value document = new Value.Json("{\"a\":1}");
        for (int i = 0; i < values.size(); i++) {
            String table = "json_of_" + i;
            write(SchemaDrift.EVOLVE, upsert(table, 1, cell("v", values.get(i))));

            write(
                    SchemaDrift.EVOLVE,
                    upsert(table, 2, cell("v", document)),
                    upsert(table, 3, cell("v", values.get(i))));

            List<String> read = rows(MYSQL, "SELECT v FROM " + table + " WHERE id <> 2");
            assertThat(JSON.readTree(read.get(0)))
                    .as("%s", values.get(i))
                    .isEqualTo(JSON.readTree(read.get(1)));
        }
    }

    @Test
    void idsOfSeveralTypesShareATextKey() throws SQLException {
        write(SchemaDrift.EVOLVE, upsert("ids", 7, cell("a", "number")));
        write(
                SchemaDrift.EVOLVE,
                upsert("ids", "ac3", cell("a", "text")),
                upsert("ids", "AC3", cell("a", "upper case")),
                upsert("ids", "ac3 ", cell("a", "with a space")));
        write(SchemaDrift.EVOLVE, upsert("ids", 7, cell("a", "the same number")));

        assertThat(rows(MYSQL, "SELECT CONCAT('<', id, '>'), a FROM ids ORDER BY id"))
                .containsExactly(
                        "<AC3>|upper case",
                        "<ac3>|text",
                        "<ac3 >|with a space",
                        "<{\"$numberInt\":\"7\"}>|the same number");
        write(SchemaDrift.EVOLVE, delete("ids", 7), delete("ids", "ac3"));
        assertThat(rows(MYSQL, "SELECT a FROM ids ORDER BY id"))
                .containsExactly("upper case", "with a space");
    }

    @Test
    void aNarrowerColumnWidensOrMakesADeadLetterAsDeclared() throws SQLException {
        execute(MYSQL, "CREATE TABLE narrow (id BIGINT PRIMARY KEY, a VARCHAR(3))");
        BatchTransaction.Result strict =
                write(
                        SchemaDrift.STRICT,
                        upsert("narrow", 1, cell("a", "abc")),
                        upsert("narrow", 2, cell("a", "abcd")));
        assertThat(codes(strict)).containsExactly("SCHEMA_CHANGE_NOT_ALLOWED");

        BatchTransaction.Result ignore =
                write(SchemaDrift.IGNORE, upsert("narrow", 2, cell("a", "abcd"), cell("b", 1)));
        assertThat(codes(ignore)).containsExactly("VALUE_TOO_LONG");

        write(SchemaDrift.EVOLVE, upsert("narrow", 2, cell("a", "abcd")));
        assertThat(columns(MYSQL, "narrow")).containsExactly("id|bigint", "a|varchar(255)");
        assertThat(rows(MYSQL, "SELECT id, a FROM narrow ORDER BY id"))
                .containsExactly("1|abc", "2|abcd");
    }

    @Test
    void ignoreLeavesUnknownFieldsOutAndCountsThem() throws SQLException {
        execute(MYSQL, "CREATE TABLE some (id BIGINT PRIMARY KEY, a INT)");
        BatchTransaction.Result result =
                write(SchemaDrift.IGNORE, upsert("some", 1, cell("a", 1), cell("b", 2)));

        assertThat(result.ignoredFields()).isEqualTo(1);
        assertThat(rows(MYSQL, "SELECT * FROM some")).containsExactly("1|1");
    }

    @Test
    void aDeclaredColumnGetsItsDeclaredType() throws SQLException {
        ColumnMapping email =
                new ColumnMapping("email", "email", new ColumnType.VarChar(20), false, null);
        BatchTransaction transaction =
                new BatchTransaction(
                        connection(SchemaDrift.EVOLVE, email),
                        Changes.pipeline(MYSQL, SchemaDrift.EVOLVE, email),
                        Changes.progress(0, 127));
        transaction.write(batch(upsert("declared", 1, cell("email", "a@b.c"))));

        assertThat(columns(MYSQL, "declared")).containsExactly("id|bigint", "email|varchar(20)");
    }

    @Test
    void aDeclaredColumnIsWidenedToItsTypeOnlyWhereThatIsSafe() throws SQLException {
        execute(
                MYSQL,
                "CREATE TABLE unsafe (id CHAR(3) COLLATE utf8mb4_bin PRIMARY KEY,"
                        + " safe VARCHAR(3), unsafe DOUBLE)");
        execute(MYSQL, "INSERT INTO unsafe VALUES ('a', 'x', 0.123)");
        ColumnMapping id = new ColumnMapping("_id", "id", new ColumnType.Char(3), false, null);
        ColumnMapping safe =
                new ColumnMapping("safe", "safe", new ColumnType.VarChar(9), true, null);
        ColumnMapping unsafe =
                new ColumnMapping("unsafe", "unsafe", new ColumnType.Decimal(9, 2), true, null);
        BatchTransaction transaction =
                new BatchTransaction(
                        connection(SchemaDrift.EVOLVE),
                        Changes.pipeline(MYSQL, SchemaDrift.EVOLVE, id, safe, unsafe),
                        Changes.progress(0, 127));

        BatchTransaction.Result result =
                transaction.write(
                        batch(
                                upsert("unsafe", "b", cell("safe", "longer")),
                                upsert(
                                        "unsafe",
                                        "c",
                                        cell("unsafe", new Value.Decimal(new BigDecimal("0.1")))),
                                upsert("unsafe", "too long", cell("safe", "x"))));

        assertThat(codes(result))
                .containsExactlyInAnyOrder("VALUE_OUT_OF_RANGE", "KEY_NOT_SUPPORTED");
        assertThat(rows(MYSQL, "SELECT id, safe, unsafe FROM unsafe ORDER BY id"))
                .containsExactly("a|x|0.123", "b|longer|null");
    }

    /** InnoDB's page has room for 40 bytes of each of 196 texts, and for longer ones elsewhere. */
    @Test
    void aRowThatInnoDbHasNoRoomForIsADeadLetter() throws SQLException {
        Cell[] cells =
                IntStream.range(0, 250)
                        .mapToObj(i -> cell("c" + i, "x".repeat(40)))
                        .toArray(Cell[]::new);
        String columns =
                Stream.of(cells).map(it -> ", " + it.column() + " TEXT").collect(joining());
        try (Connection connection = MYSQL.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION innodb_strict_mode = OFF");
            statement.execute("CREATE TABLE crowded (id BIGINT PRIMARY KEY" + columns + ")");
        }

        BatchTransaction.Result result =
                write(
                        SchemaDrift.EVOLVE,
                        upsert("crowded", 1, cells),
                        upsert("crowded", 2, cells[0]));

        assertThat(codes(result)).containsExactly("ROW_REJECTED");
        assertThat(rows(MYSQL, "SELECT id FROM crowded")).containsExactly("2");
    }

    @Test
    void aRowTheServerRefusesIsFoundAndTheOthersGoThrough() throws SQLException {
        execute(MYSQL, "CREATE TABLE checked (id BIGINT PRIMARY KEY, a INT CHECK (a >= 0))");
        TargetChange[] changes = new TargetChange[1000];
        for (int i = 0; i < changes.length; i++) {
            changes[i] = upsert("checked", i, cell("a", i == 617 || i == 3 ? -1 : i));
        }

        BatchTransaction.Result result = transaction(SchemaDrift.EVOLVE).write(batch(changes));

        assertThat(codes(result)).containsExactly("ROW_REJECTED", "ROW_REJECTED");
        assertThat(result.upserts()).isEqualTo(998);
        assertThat(rows(MYSQL, "SELECT COUNT(*), SUM(a) FROM checked"))
                .containsExactly("998|" + (499_500 - 617 - 3));
        assertThat(
                        rows(
                                MYSQL,
                                "SELECT document_key, code, position, cluster_time FROM"
                                        + " lockstep_dead_letters WHERE code = 'ROW_REJECTED'"
                                        + " AND document_key = '617'"))
                .containsExactly(
                        "617|ROW_REJECTED|"
                                + changes[617].origin().position().token()
                                + "|1970-01-01 00:00:07");
    }

    @Test
    void aLaterRowOfADocumentSupersedesItsDeadLetter() throws SQLException {
        BatchTransaction transaction = transaction(SchemaDrift.EVOLVE);
        transaction.write(
                batch(
                        rejected(901, DeadLetter.Code.NUMBER_NOT_FINITE),
                        rejected(902, DeadLetter.Code.NUMBER_NOT_FINITE),
                        rejected(903, DeadLetter.Code.NUMBER_NOT_FINITE),
                        upsert("late", 903, cell("a", 1))));
        assertThat(letters()).containsExactly("901|0", "902|0", "903|1");

        transaction.write(batch(upsert("late", 901, cell("a", 1))));
        // A writer that starts later must know of the open letters too.
        transaction(SchemaDrift.EVOLVE).write(batch(delete("late", 902)));

        assertThat(letters()).containsExactly("901|1", "902|1", "903|1");
    }

    private static List<String> letters() throws SQLException {
        return rows(
                MYSQL,
                "SELECT document_key, superseded FROM lockstep_dead_letters"
                        + " WHERE document_key LIKE '90_' ORDER BY document_key");
    }

    @Test
    void refusesATableWhereAnUpsertWouldHitAnotherRow() throws SQLException {
        execute(MYSQL, "CREATE TABLE emails (id BIGINT PRIMARY KEY, email VARCHAR(9) UNIQUE)");
        execute(MYSQL, "CREATE TABLE keyless (id BIGINT, a INT)");

        assertThatThrownBy(() -> write(SchemaDrift.EVOLVE, upsert("emails", 1)))
                .isInstanceOf(TargetRefusedException.class)
                .hasMessageContaining("Table emails has a unique key beside its primary key");
        assertThatThrownBy(() -> write(SchemaDrift.EVOLVE, upsert("keyless", 1)))
                .isInstanceOf(TargetRefusedException.class)
                .hasMessageContaining("Table keyless exists, but its primary key is not (id)");
        execute(
                MYSQL,
                "CREATE TABLE caseless (id VARCHAR(20) CHARACTER SET utf8mb4"
                        + " COLLATE utf8mb4_general_ci PRIMARY KEY)");
        assertThatThrownBy(() -> write(SchemaDrift.EVOLVE, upsert("caseless", "a")))
                .isInstanceOf(TargetRefusedException.class)
                .hasMessageContaining("key column id with the collation utf8mb4_general_ci");
    }

    @Test
    void refusesASecondCollectionForATable() throws SQLException {
        write(SchemaDrift.EVOLVE, upsert("owned", 1));
        TargetChange.Upsert mine = upsert("owned", 1);
        Origin other = new Origin(Operation.INSERT, new Namespace("shop", "others"), "1", 0, null);
        TargetChange theirs = new TargetChange.Upsert(other, "owned", mine.key(), List.of());

        assertThatThrownBy(() -> write(SchemaDrift.EVOLVE, theirs))
                .isInstanceOf(TargetRefusedException.class)
                .hasMessageStartingWith("Table owned is filled from shop.things");
        assertThatThrownBy(() -> write(SchemaDrift.EVOLVE, upsert("owned", 2), theirs))
                .isInstanceOf(TargetRefusedException.class)
                .hasMessageStartingWith("Table owned would be filled from both");
    }

    @Test
    void aGeneratedColumnIsNeverWrittenAndADefaultIsNoGeneratedColumn() throws SQLException {
        execute(
                MYSQL,
                "CREATE TABLE computed (id BIGINT PRIMARY KEY, a INT, twice INT AS (a * 2),"
                        + " at DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3))");

        BatchTransaction.Result result =
                write(
                        SchemaDrift.EVOLVE,
                        upsert("computed", 1, cell("a", 4), cell("twice", new Value.Null())),
                        upsert("computed", 2, cell("at", new Value.Date(0))),
                        upsert("computed", 3, cell("twice", 7)));

        assertThat(codes(result)).containsExactly("TYPE_MISMATCH");
        assertThat(rows(MYSQL, "SELECT id, a, twice FROM computed WHERE id = 1"))
                .containsExactly("1|4|8");
        assertThat(rows(MYSQL, "SELECT at FROM computed WHERE id = 2"))
                .containsExactly("1970-01-01 00:00:00");
    }

    @Test
    void idsInAKeyWithoutCaseMustBeDigits() throws SQLException {
        execute(
                MYSQL,
                "CREATE TABLE caseful (id CHAR(24) COLLATE utf8mb4_general_ci PRIMARY KEY)"
                        + " CHARACTER SET utf8mb4");

        BatchTransaction.Result result =
                write(
                        SchemaDrift.EVOLVE,
                        upsert("caseful", new Value.ObjectId(ID)),
                        upsert("caseful", "Ada"));

        assertThat(codes(result)).containsExactly("KEY_NOT_SUPPORTED");
        assertThat(rows(MYSQL, "SELECT id FROM caseful")).containsExactly(ID);
    }

    @Test
    void keepsADeadLetterWhoseIdAndPathAreLong() throws SQLException {
        Origin origin =
                new Origin(
                        Operation.INSERT,
                        new Namespace("shop", "things"),
                        "\"" + "k".repeat(100_000) + "\"",
                        0,
                        new Position("82".repeat(100_000)));
        DeadLetter letter =
                new DeadLetter(
                        DeadLetter.Code.KEY_NOT_SUPPORTED, "p".repeat(100_000), "long", "{}");

        transaction(SchemaDrift.EVOLVE).write(batch(new TargetChange.Rejected(origin, letter)));

        assertThat(
                        rows(
                                MYSQL,
                                "SELECT LENGTH(document_key), LENGTH(path), LENGTH(position)"
                                        + " FROM lockstep_dead_letters WHERE reason = 'long'"))
                .containsExactly("100002|100000|200000");
    }

    @Test
    void manyTextColumnsFitOneRow() throws SQLException {
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            cells.add(cell("c" + i, "text " + i));
        }
        write(SchemaDrift.EVOLVE, upsert("many", 1, cells.toArray(new Cell[0])));

        assertThat(rows(MYSQL, "SELECT c0, c149 FROM many")).containsExactly("text 0|text 149");
    }

    @Test
    void aChangeThatADeadWriterLeftOpenIsEnded() throws SQLException {
        BatchTransaction transaction = transaction(SchemaDrift.EVOLVE);
        transaction.write(batch(upsert("open", 1, cell("a", 1))));
        execute(MYSQL, "UPDATE lockstep_tables SET changing = TRUE WHERE table_name = 'open'");
        execute(MYSQL, "ALTER TABLE open ADD COLUMN b INT");

        transaction.write(batch(upsert("open", 1, cell("a", 2), cell("b", 3))));

        assertThat(rows(MYSQL, "SELECT id, a, b FROM open")).containsExactly("1|2|3");
        assertThat(rows(MYSQL, "SELECT changing FROM lockstep_tables WHERE table_name = 'open'"))
                .containsExactly("0");
    }

    @Test
    void severalWritersEvolveOneTableWithoutLoss() throws Exception {
        int writers = 4;
        int batches = 12;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        List<Future<?>> running = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            int writer = w;
            running.add(
                    threads.submit(
                            () -> {
                                BatchTransaction transaction =
                                        transaction(
                                                SchemaDrift.EVOLVE,
                                                Changes.progress(writer, writer));
                                for (int b = 0; b < batches; b++) {
                                    int id = writer * 1000 + b;
                                    transaction.write(
                                            batch(
                                                    upsert(
                                                            "shared",
                                                            id,
                                                            // a type that changes as it goes, and
                                                            // columns that all writers add
                                                            cell("mixed", mixed(writer, b)),
                                                            cell("c" + b, id))));
                                }
                                return null;
                            }));
        }
        for (Future<?> future : running) {
            future.get();
        }
        threads.shutdown();

        List<String> expected = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            for (int b = 0; b < batches; b++) {
                Object mixed = mixed(w, b);
                String json = mixed instanceof String ? "\"" + mixed + "\"" : mixed.toString();
                expected.add(w * 1000 + b + "|" + json);
            }
        }
        // An INT that was written while the column was DOUBLE reads 3.0: the same number.
        assertThat(rows(MYSQL, "SELECT id, REPLACE(mixed, '.0', '') FROM shared"))
                .containsExactlyInAnyOrderElementsOf(expected);
        for (int b = 0; b < batches; b++) {
            assertThat(rows(MYSQL, "SELECT COUNT(*) FROM shared WHERE c" + b + " = id"))
                    .containsExactly(Integer.toString(writers));
        }
    }

    private static Object mixed(int writer, int b) {
        if (b < 4) {
            return b;
        }
        return b < 8 ? (Object) (b + 0.5) : "text of " + writer;
    }

    private static BatchTransaction.Result write(SchemaDrift drift, TargetChange... changes)
            throws SQLException {
        return transaction(drift).write(batch(changes));
    }

    private static BatchTransaction transaction(SchemaDrift drift) {
        return transaction(drift, Changes.progress(0, 127));
    }

    private static BatchTransaction transaction(SchemaDrift drift, Progress progress) {
        return new BatchTransaction(connection(drift), Changes.pipeline(MYSQL, drift), progress);
    }

    private static TargetConnection connection(SchemaDrift drift, ColumnMapping... columns) {
        return new TargetConnection(Changes.pipeline(MYSQL, drift, columns).target());
    }

    private static List<String> codes(BatchTransaction.Result result) {
        return result.rejected().stream().map(r -> r.deadLetter().code().name()).toList();
    }
}
