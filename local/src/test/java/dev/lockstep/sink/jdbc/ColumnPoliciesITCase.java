package dev.lockstep.sink.jdbc;

import static dev.lockstep.sink.jdbc.Changes.batch;
import static dev.lockstep.sink.jdbc.Changes.cell;
import static dev.lockstep.sink.jdbc.Changes.delete;
import static dev.lockstep.sink.jdbc.Changes.execute;
import static dev.lockstep.sink.jdbc.Changes.rows;
import static dev.lockstep.sink.jdbc.Changes.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ColumnPolicies;
import dev.lockstep.mapping.ColumnPolicies.OnMismatch;
import dev.lockstep.mapping.ColumnPolicies.OnMissing;
import dev.lockstep.mapping.ColumnPolicies.OnNull;
import dev.lockstep.mapping.ColumnSource;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.row.Cell;
import dev.lockstep.row.TargetChange;
import dev.lockstep.value.Value;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the sink has to do for the policies of columns. */
class ColumnPoliciesITCase {

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    @Test
    void keptColumnsStayWhileAllOthersFollowTheDocument() throws SQLException {
        write(
                upsert("kept", 1, cell("a", "a1"), cell("b", "b1"), cell("c", "c1")),
                upsert("kept", 2, cell("a", "a2"), cell("b", "b2"), cell("c", "c2")),
                upsert("kept", 3, cell("a", "a3"), cell("b", "b3"), cell("c", "c3")));

        write(
                keeping("kept", 1, List.of("a"), cell("b", "B1")),
                keeping("kept", 2, List.of("a", "b"), cell("c", "C2")),
                upsert("kept", 3, cell("c", "C3")),
                keeping("kept", 4, List.of("a", "b"), cell("c", "C4")));

        assertThat(rows(MYSQL, "SELECT id, a, b, c FROM kept ORDER BY id"))
                .containsExactly("1|a1|B1|null", "2|a2|b2|C2", "3|null|null|C3", "4|null|null|C4");
    }

    @Test
    void aBatchKeepsWhatItsOwnEarlierChangesWrote() throws SQLException {
        write(
                upsert("earlier", 1, cell("a", "old"), cell("b", "old")),
                upsert("earlier", 2, cell("a", "old"), cell("b", "old")),
                upsert("earlier", 3, cell("a", "old"), cell("b", "old")),
                upsert("earlier", 4, cell("a", "old"), cell("b", "old")));

        write(
                upsert("earlier", 1, cell("a", "new"), cell("b", "new")),
                keeping("earlier", 1, List.of("a"), cell("b", "newer")),
                upsert("earlier", 2, cell("b", "new")),
                keeping("earlier", 2, List.of("a"), cell("b", "newer")),
                delete("earlier", 3),
                keeping("earlier", 3, List.of("a"), cell("b", "newer")),
                keeping("earlier", 4, List.of("a"), cell("b", "new")),
                keeping("earlier", 4, List.of("a"), cell("b", "newer")));

        assertThat(rows(MYSQL, "SELECT id, a, b FROM earlier ORDER BY id"))
                .containsExactly("1|new|newer", "2|null|newer", "3|null|newer", "4|old|newer");
    }

    /** The table's type may be narrower than what the mapping knows. */
    @Test
    void whatDoesNotFitTheTablesColumnFollowsThePolicyToo() throws SQLException {
        execute(MYSQL, "CREATE TABLE narrow (id BIGINT PRIMARY KEY, n TINYINT, t VARCHAR(2))");
        ColumnPolicies toNull = new ColumnPolicies(OnMismatch.NULL, OnMissing.NULL, OnNull.NULL);
        ColumnMapping n = column("n", null, toNull);
        ColumnPolicies toDefault =
                new ColumnPolicies(OnMismatch.DEFAULT, OnMissing.NULL, OnNull.NULL);
        ColumnMapping t = column("t", new Value.Text("-"), toDefault);

        BatchTransaction.Result result =
                transaction(SchemaDrift.IGNORE, n, t)
                        .write(
                                batch(
                                        upsert("narrow", 1, cell("n", 127), cell("t", "ab")),
                                        upsert("narrow", 2, cell("n", 128), cell("t", "abc"))));

        assertThat(result.rejected()).isEmpty();
        assertThat(rows(MYSQL, "SELECT id, n, t FROM narrow ORDER BY id"))
                .containsExactly("1|127|ab", "2|null|-");
    }

    @Test
    void noPolicyHidesThatATableLacksAColumn() throws SQLException {
        execute(MYSQL, "CREATE TABLE lacking (id BIGINT PRIMARY KEY)");
        ColumnPolicies toNull = new ColumnPolicies(OnMismatch.NULL, OnMissing.NULL, OnNull.NULL);
        ColumnMapping n = column("n", null, toNull);

        BatchTransaction.Result result =
                transaction(SchemaDrift.STRICT, n).write(batch(upsert("lacking", 1, cell("n", 1))));

        assertThat(result.rejected())
                .extracting(rejected -> rejected.deadLetter().code().name())
                .containsExactly("SCHEMA_CHANGE_NOT_ALLOWED");
    }

    @Test
    void anUpdateChangesItsColumnsOfARowThatIsThere() throws SQLException {
        write(
                upsert("flagged", 1, cell("a", "a1"), cell("gone", false)),
                upsert("flagged", 2, cell("a", "a2"), cell("gone", false)),
                upsert("flagged", 3, cell("a", "a3"), cell("gone", false)));

        write(
                update("flagged", 1, cell("gone", true)),
                update("flagged", 2),
                update("flagged", 4, cell("gone", true)),
                update("absent", 1, cell("gone", true)));

        assertThat(rows(MYSQL, "SELECT id, a, gone FROM flagged ORDER BY id"))
                .containsExactly("1|a1|1", "2|a2|0", "3|a3|0");
    }

    @Test
    void anUpdateAfterOtherChangesOfTheBatchKeepsWhatTheyWrote() throws SQLException {
        write(upsert("after", 3, cell("a", "old"), cell("b", "old"), cell("gone", false)));

        write(
                upsert("after", 1, cell("a", "new"), cell("gone", false)),
                update("after", 1, cell("gone", true)),
                update("after", 2, cell("gone", true)),
                upsert("after", 2, cell("a", "new"), cell("gone", false)),
                update("after", 3, cell("a", "newer")),
                update("after", 3, cell("gone", true)),
                keeping("after", 4, List.of("b"), cell("a", "new")),
                delete("after", 4),
                update("after", 4, cell("gone", true)));

        assertThat(rows(MYSQL, "SELECT id, a, b, gone FROM after ORDER BY id"))
                .containsExactly("1|new|null|1", "2|new|null|0", "3|newer|old|1");
    }

    private static TargetChange.Update update(String table, int id, Cell... cells) {
        TargetChange.Upsert upsert = upsert(table, id, cells);
        return new TargetChange.Update(
                upsert.origin(), upsert.table(), upsert.key(), upsert.cells());
    }

    private static ColumnMapping column(
            String name, @Nullable Value defaultValue, ColumnPolicies policies) {
        return new ColumnMapping(
                new ColumnSource.Field(name), name, null, true, defaultValue, policies);
    }

    private static TargetChange.Upsert keeping(
            String table, int id, List<String> kept, Cell... cells) {
        TargetChange.Upsert upsert = upsert(table, id, cells);
        return new TargetChange.Upsert(
                upsert.origin(), upsert.table(), upsert.key(), upsert.cells(), kept);
    }

    private static void write(TargetChange... changes) throws SQLException {
        transaction(SchemaDrift.EVOLVE).write(batch(changes));
    }

    private static BatchTransaction transaction(SchemaDrift drift, ColumnMapping... columns) {
        return new BatchTransaction(
                new TargetConnection(Changes.pipeline(MYSQL, drift, columns).target()),
                Changes.pipeline(MYSQL, drift, columns),
                Changes.progress(0, 127));
    }
}
