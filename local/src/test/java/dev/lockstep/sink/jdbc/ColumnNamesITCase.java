package dev.lockstep.sink.jdbc;

import static dev.lockstep.sink.jdbc.Changes.batch;
import static dev.lockstep.sink.jdbc.Changes.columns;
import static dev.lockstep.sink.jdbc.Changes.execute;
import static dev.lockstep.sink.jdbc.Changes.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.event.Namespace;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnNames;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.row.Cell;
import dev.lockstep.row.TargetChange;
import dev.lockstep.type.ColumnType;
import dev.lockstep.value.Value;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every field has a column of its own, whatever it is named and whenever it comes. */
class ColumnNamesITCase {

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    private static final ColumnNames NAMES =
            ColumnNames.of(CollectionMapping.byConvention("shop", "things"));

    private int ids;

    @BeforeEach
    void begin() throws SQLException {
        Changes.killOtherConnections(MYSQL); // of tests that failed
        execute(MYSQL, "DROP TABLE IF EXISTS things, lockstep_tables, lockstep_columns");
    }

    static List<String> names() {
        return List.of(
                "",
                " ",
                " x",
                "x ",
                "x\t",
                "x\n",
                "x\u000b",
                "\u0001",
                "\u007f",
                "x\u00a0",
                "select",
                "SELECT",
                "primary",
                "values",
                "a.b",
                "a`b",
                "a``b",
                "$a",
                "$",
                "1",
                "1e5",
                "-",
                "?",
                ":x",
                "/*",
                "--",
                "#",
                "\\",
                "\\'",
                "x\\`y",
                "\\x",
                "'",
                "\"",
                "%",
                "{0}",
                "ümläut",
                "名前",
                "e\u0301",
                "\u200b",
                "\ufeff",
                "\uffff",
                "😀",
                "x😀",
                "\ud800",
                "İ",
                "ı",
                "K",
                "ß",
                "ẞ",
                "DB_ROW_ID",
                "db_trx_id",
                "DB_ROLL_PTR",
                "FTS_DOC_ID",
                "lockstep_converting",
                "lockstep_x",
                "id",
                "ID",
                "_id2",
                "rowid",
                "x".repeat(64),
                "x".repeat(65),
                "ü".repeat(64),
                "名".repeat(65),
                "x".repeat(63) + "😀",
                "x".repeat(1000));
    }

    @ParameterizedTest
    @MethodSource("names")
    void aFieldOfAnyNameHasAColumn(String name) throws SQLException {
        BatchTransaction transaction = transaction(SchemaDrift.EVOLVE);
        transaction.write(batch(row(name)));
        transaction.write(batch(row("other" + '\0' + name)));
        transaction(SchemaDrift.EVOLVE).write(batch(row(name)));

        assertThat(columns(MYSQL, "things")).hasSize(3);
        String column = MySqlDialect.quote(NAMES.nameFor(name));
        assertThat(rows(MYSQL, "SELECT id, " + column + " FROM things ORDER BY id"))
                .containsExactly("1|1", "2|null", "3|3");
    }

    /** All of them in one table, in an order of chance. */
    @Test
    void allOfThemHaveColumnsOfTheirOwn() throws SQLException {
        List<String> names = new ArrayList<>(names());
        Collections.shuffle(names, new Random(7));
        BatchTransaction transaction = transaction(SchemaDrift.EVOLVE);
        for (int i = 0; i < names.size(); i += 10) {
            transaction.write(
                    batch(
                            row(
                                    names.subList(i, Math.min(i + 10, names.size()))
                                            .toArray(String[]::new))));
        }

        assertThat(columns(MYSQL, "things")).hasSize(1 + names.size());
        assertThat(rows(MYSQL, "SELECT path FROM lockstep_columns WHERE path IS NOT NULL"))
                .hasSize(names.size())
                .doesNotHaveDuplicates();
    }

    /** What MySQL takes for one column, these names take for one, too. */
    @Test
    void namesAreComparedAtLeastAsMySqlDoes() throws SQLException {
        try (Connection connection = MYSQL.connect();
                Statement statement = connection.createStatement()) {
            for (char c = 1; c < Character.MAX_VALUE; c++) {
                for (char other : List.of(Character.toUpperCase(c), Character.toLowerCase(c))) {
                    if (other != c && areOne(c, other, statement)) {
                        assertThat(ColumnNames.fold("x" + c))
                                .as("%x", (int) c)
                                .isEqualTo(ColumnNames.fold("x" + other));
                    }
                }
            }
        }
    }

    private static boolean areOne(char c, char other, Statement statement) throws SQLException {
        try {
            statement
                    .executeQuery(
                            "SELECT 1 FROM (SELECT 1 AS `x" + c + "`, 2 AS `x" + other + "`) t")
                    .close();
            return false;
        } catch (SQLException e) {
            assertThat(e.getErrorCode()).isEqualTo(1060);
            return true;
        }
    }

    /** Fields with one name, two of them with the name that another one's gives way to. */
    private static final List<String> ALIKE =
            List.of(
                    "a_b",
                    "a\0b",
                    "A_b",
                    "A\0B",
                    "a_B",
                    NAMES.candidate("a\0b", 1),
                    NAMES.candidate("A_b", 1).replaceFirst("_", "\0"),
                    "a_b_c",
                    "a\0b_c",
                    "a\0b\0c");

    @Test
    void whoHasWhichNameDoesNotDependOnTheOrder() throws SQLException {
        List<String> expected = null;
        for (int seed = 0; seed < 12; seed++) {
            execute(MYSQL, "DROP TABLE IF EXISTS things, lockstep_tables, lockstep_columns");
            List<String> order = new ArrayList<>(ALIKE);
            Collections.shuffle(order, new Random(seed));
            writeInPieces(order, 1 + seed % 4);

            List<String> found = fieldsAndColumns();
            expected = expected == null ? found : expected;
            assertThat(found).as("seed %d: %s", seed, order).isEqualTo(expected).hasSize(10);
            assertEachFieldHasItsValue();
        }
    }

    private void writeInPieces(List<String> order, int size) throws SQLException {
        for (int i = 0; i < order.size(); i += size) {
            String[] paths =
                    order.subList(i, Math.min(i + size, order.size())).toArray(String[]::new);
            transaction(SchemaDrift.EVOLVE).write(batch(row(paths)));
        }
    }

    /** By a change of a document that has all of them: what each wrote is where each is read. */
    private void assertEachFieldHasItsValue() throws SQLException {
        BatchTransaction transaction = transaction(SchemaDrift.EVOLVE);
        List<Cell> cells =
                IntStream.range(0, ALIKE.size())
                        .mapToObj(i -> cell(ALIKE.get(i), 100 + i))
                        .toList();
        transaction.write(batch(upsert(1_000, cells)));
        for (int i = 0; i < ALIKE.size(); i++) {
            String column = columnOf(ALIKE.get(i));
            assertThat(rows(MYSQL, "SELECT " + column + " FROM things WHERE id = 1000"))
                    .containsExactly(Integer.toString(100 + i));
            // The row that the field came with first has the value that it had then.
            assertThat(
                            rows(
                                    MYSQL,
                                    "SELECT id - "
                                            + column
                                            + " FROM things WHERE "
                                            + column
                                            + " < 100"))
                    .containsExactly("0");
        }
    }

    /** A renamed column keeps its values and its type, JSON too. */
    @Test
    void aFieldThatLosesItsNameKeepsItsColumn() throws SQLException {
        transaction(SchemaDrift.EVOLVE)
                .write(batch(upsert(1, List.of(new Cell("a_b", "a\0b", new Value.Json("[1]"))))));
        transaction(SchemaDrift.EVOLVE).write(batch(upsert(2, List.of(cell("a_b", 2)))));
        transaction(SchemaDrift.EVOLVE)
                .write(batch(upsert(3, List.of(new Cell("a_b", "a\0b", new Value.Text("x"))))));

        String renamed = NAMES.candidate("a\0b", 1);
        assertThat(rows(MYSQL, "SELECT id, a_b, " + renamed + " FROM things ORDER BY id"))
                .containsExactly("1|null|[1]", "2|2|null", "3|null|\"x\"");
    }

    /** Between the rename and the new column: the process is gone, its batch is not there. */
    @Test
    void aCrashAfterTheRenameLosesNoColumn() throws SQLException {
        transaction(SchemaDrift.EVOLVE).write(batch(upsert(1, List.of(cell("a\0b", 1)))));
        String renamed = NAMES.candidate("a\0b", 1);
        try (Connection connection = MYSQL.connect()) {
            SchemaDemand demand = new SchemaDemand();
            demand.want(new SchemaDemand.Wanted("a_b", "a_b", ColumnType.Int.REGULAR, true, false));
            SchemaEvolver.rename(
                    SchemaChange.of(schema(), demand, NAMES), connection.createStatement());
        }

        transaction(SchemaDrift.EVOLVE).write(batch(upsert(2, List.of(cell("a\0b", 2)))));

        assertThat(rows(MYSQL, "SELECT id, " + renamed + " FROM things ORDER BY id"))
                .containsExactly("1|1", "2|2");
        assertThat(columns(MYSQL, "things")).hasSize(2);
    }

    private static TableSchema schema() throws SQLException {
        try (TargetConnection target =
                new TargetConnection(Changes.pipeline(MYSQL, SchemaDrift.EVOLVE).target())) {
            return SchemaStore.read(
                    "things",
                    Declarations.of(
                            new Namespace("shop", "things"),
                            Changes.pipeline(MYSQL, SchemaDrift.EVOLVE).collections()),
                    target);
        }
    }

    @Test
    void aColumnOfOthersGoesToTheFieldWithTheBetterRight() throws SQLException {
        execute(MYSQL, "CREATE TABLE things (id BIGINT PRIMARY KEY, a_b BIGINT, more INT)");
        execute(MYSQL, "INSERT INTO things VALUES (1, 5, 6)");

        transaction(SchemaDrift.EVOLVE)
                .write(batch(upsert(2, List.of(cell("a\0b", 7), cell("a_b", 8)))));

        assertThat(rows(MYSQL, "SELECT id, a_b, more, " + columnOf("a\0b") + " FROM things"))
                .containsExactly("1|5|6|null", "2|8|null|7");
        assertThat(columnOf("a_b")).isEqualTo("`a_b`");
    }

    @ParameterizedTest
    @EnumSource(
            value = SchemaDrift.class,
            names = {"STRICT", "IGNORE"})
    void withoutChangesOfTheTableTheFirstFieldKeepsTheName(SchemaDrift drift) throws SQLException {
        execute(MYSQL, "CREATE TABLE things (id BIGINT PRIMARY KEY, a_b BIGINT)");
        BatchTransaction transaction = transaction(drift);
        transaction.write(batch(upsert(1, List.of(cell("a\0b", 7)))));

        BatchTransaction.Result result =
                transaction.write(batch(upsert(2, List.of(cell("a_b", 8)))));

        if (drift == SchemaDrift.STRICT) {
            assertThat(result.rejected())
                    .extracting(letter -> letter.deadLetter().code().name())
                    .containsExactly("SCHEMA_CHANGE_NOT_ALLOWED");
            assertThat(rows(MYSQL, "SELECT * FROM things")).containsExactly("1|7");
        } else {
            assertThat(result.ignoredFields()).isEqualTo(1);
            assertThat(rows(MYSQL, "SELECT * FROM things ORDER BY id"))
                    .containsExactly("1|7", "2|null");
        }
    }

    private static List<String> fieldsAndColumns() throws SQLException {
        return rows(
                MYSQL,
                "SELECT path, c.column_name FROM lockstep_columns l JOIN information_schema.columns c"
                        + " ON c.table_schema = DATABASE() AND c.table_name = 'things'"
                        + " AND LOWER(c.column_name) = l.column_name WHERE path IS NOT NULL"
                        + " ORDER BY path");
    }

    private static String columnOf(String path) throws SQLException {
        return schema().columns().stream()
                .filter(column -> path.equals(column.path()))
                .map(column -> MySqlDialect.quote(column.name()))
                .findFirst()
                .orElseThrow();
    }

    /** A row whose fields hold its id. */
    private TargetChange.Upsert row(String... paths) {
        int id = ++ids;
        List<Cell> cells = new ArrayList<>();
        for (String path : paths) {
            cells.add(cell(path, id));
        }
        return upsert(id, cells);
    }

    private static Cell cell(String path, int value) {
        return new Cell(NAMES.nameFor(path), path, new Value.Int32(value));
    }

    private static TargetChange.Upsert upsert(int id, List<Cell> cells) {
        return Changes.upsert("things", id, cells.toArray(Cell[]::new));
    }

    private static BatchTransaction transaction(SchemaDrift drift) {
        return new BatchTransaction(
                new TargetConnection(Changes.pipeline(MYSQL, drift).target()),
                Changes.pipeline(MYSQL, drift),
                Changes.progress(0, 127));
    }
}
