package dev.lockstep.sink.jdbc;

import static dev.lockstep.sink.jdbc.Changes.batch;
import static dev.lockstep.sink.jdbc.Changes.cell;
import static dev.lockstep.sink.jdbc.Changes.columns;
import static dev.lockstep.sink.jdbc.Changes.delete;
import static dev.lockstep.sink.jdbc.Changes.execute;
import static dev.lockstep.sink.jdbc.Changes.mapping;
import static dev.lockstep.sink.jdbc.Changes.rejected;
import static dev.lockstep.sink.jdbc.Changes.rows;
import static dev.lockstep.sink.jdbc.Changes.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.JdbcTarget;
import dev.lockstep.config.Pipeline;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.preflight.Finding;
import dev.lockstep.preflight.MySqlPreflight;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.TargetChange;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The GRANT that the preflight tells is enough for all that the sink does to a target. */
class LeastPrivilegesITCase {

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    private static final String USER = "least_" + UUID.randomUUID().toString().substring(0, 8);

    private final RecordingMetrics metrics = new RecordingMetrics();
    private final ManualTimers timers = new ManualTimers();
    private final Pipeline pipeline = pipelineOfTheUser();

    @BeforeEach
    void grantWhatThePreflightTells() throws Exception {
        execute(MYSQL, "CREATE USER '" + USER + "'@'%' IDENTIFIED BY 'pw'");
        execute(MYSQL, "GRANT SELECT ON `" + MYSQL.database() + "`.* TO '" + USER + "'@'%'");
        for (Finding finding : MySqlPreflight.check(pipeline.target())) {
            if (finding.isError()) {
                execute(MYSQL, finding.whatToDo());
            }
        }
        try (JdbcTargetWriter writer = writer()) {
            write(writer, upsert("things", 1, cell("a", 7)), upsert("things", 2, cell("a", 8)));
        }
    }

    @AfterEach
    void dropTheUser() throws SQLException {
        execute(MYSQL, "DROP USER '" + USER + "'@'%'");
        execute(
                MYSQL,
                "DROP TABLE things, things_history, lockstep_progress, lockstep_tables,"
                        + " lockstep_columns, lockstep_dead_letters");
    }

    @Test
    void changesOfTables() throws Exception {
        try (JdbcTargetWriter writer = writer()) {
            write(writer, upsert("things", 1, cell("a", "text"), cell("b", "added")));
            write(writer, upsert("things", "new", cell("b", "long".repeat(100))));
            write(writer, delete("things", 2));
        }

        assertThat(columns(MYSQL, "things")).containsExactly("id|varchar(255)", "a|json", "b|text");
        assertThat(rows(MYSQL, "SELECT id, a FROM things ORDER BY a"))
                .containsExactly("new|null", "{\"$numberInt\":\"1\"}|\"text\"");
        assertThat(rows(MYSQL, "SELECT COUNT(*) FROM things_history")).containsExactly("5");
    }

    @Test
    void deadLettersAndTheRemovalOfOrphans() throws Exception {
        try (JdbcTargetWriter writer = writer()) {
            write(writer, rejected(3, DeadLetter.Code.TYPE_MISMATCH));
            write(
                    writer,
                    new TargetChange.ReconcileBegin(upsert("things", 0).origin(), "things"),
                    upsert("things", 1, cell("a", 9)),
                    new TargetChange.ReconcileEnd(upsert("things", 0).origin(), "things"));
            timers.advance(0);
        }

        assertThat(rows(MYSQL, "SELECT id, a FROM things")).containsExactly("1|9");
        assertThat(rows(MYSQL, "SELECT superseded FROM lockstep_dead_letters"))
                .containsExactly("1");
    }

    @Test
    void takingOverFromAWriterThatHangs() throws Exception {
        try (TargetConnection stuck = new TargetConnection(pipeline.target());
                JdbcTargetWriter writer = writer()) {
            new BatchTransaction(stuck, pipeline, Changes.progress(0, 127))
                    .write(batch(upsert("things", 1, cell("a", 10))));
            try (Statement statement = stuck.get().createStatement()) {
                statement.execute("SELECT * FROM lockstep_progress FOR UPDATE");
            }

            write(writer, upsert("things", 1, cell("a", 11)));
        }

        assertThat(rows(MYSQL, "SELECT a FROM things WHERE id = 1")).containsExactly("11");
        assertThat(metrics.count("batchRetries")).isZero();
    }

    private JdbcTargetWriter writer() {
        return new JdbcTargetWriter(pipeline, Changes.progress(0, 127), timers, metrics);
    }

    private static void write(JdbcTargetWriter writer, TargetChange... changes) throws Exception {
        for (TargetChange change : changes) {
            writer.write(change, null);
        }
        writer.flush(false);
    }

    private static Pipeline pipelineOfTheUser() {
        Pipeline roots =
                Changes.pipeline(
                        MYSQL, mapping(SchemaDrift.EVOLVE).withHistory("{collection}_history"));
        return new Pipeline(
                roots.name(),
                roots.source(),
                new JdbcTarget(MYSQL.url(), USER, "pw"),
                roots.collections(),
                roots.delivery(),
                roots.errors());
    }
}
