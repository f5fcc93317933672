package dev.lockstep.sink.jdbc;

import static dev.lockstep.sink.jdbc.Changes.cell;
import static dev.lockstep.sink.jdbc.Changes.delete;
import static dev.lockstep.sink.jdbc.Changes.execute;
import static dev.lockstep.sink.jdbc.Changes.killOtherConnections;
import static dev.lockstep.sink.jdbc.Changes.rows;
import static dev.lockstep.sink.jdbc.Changes.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lockstep.config.JdbcTarget;
import dev.lockstep.config.Pipeline;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.SchemaDrift;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JdbcTargetWriterITCase {

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    private final RecordingMetrics metrics = new RecordingMetrics();
    private final ManualTimers timers = new ManualTimers();

    @Test
    void writesWhenTheBatchIsFull() throws Exception {
        try (JdbcTargetWriter writer = writer(pipeline())) {
            for (int i = 0; i < 999; i++) {
                writer.write(upsert("full", i), null);
            }
            assertThat(metrics.count("batches")).isZero();

            writer.write(upsert("full", 999), null);

            assertThat(metrics.count("batches")).isEqualTo(1);
            assertThat(rows(MYSQL, "SELECT COUNT(*) FROM full")).containsExactly("1000");
        }
    }

    @Test
    void writesWhenTheBatchIsLargeInBytes() throws Exception {
        try (JdbcTargetWriter writer = writer(pipeline())) {
            writer.write(upsert("large", 1, cell("a", "x".repeat(3_000_000))), null);
            assertThat(metrics.count("batches")).isZero();

            writer.write(upsert("large", 2, cell("a", "y".repeat(3_000_000))), null);

            assertThat(rows(MYSQL, "SELECT id, LENGTH(a) FROM large ORDER BY id"))
                    .containsExactly("1|3000000", "2|3000000");
        }
    }

    @Test
    void writesWhenItsTimeIsUp() throws Exception {
        try (JdbcTargetWriter writer = writer(pipeline())) {
            writer.write(upsert("due", 1), null);
            timers.advance(199);
            assertThat(metrics.count("batches")).isZero();

            timers.advance(1);

            assertThat(rows(MYSQL, "SELECT id FROM due")).containsExactly("1");
        }
    }

    @Test
    void writesBeforeACheckpoint() throws Exception {
        try (JdbcTargetWriter writer = writer(pipeline())) {
            writer.write(upsert("checkpointed", 1), null);
            writer.write(delete("checkpointed", 1), null);
            writer.write(upsert("checkpointed", 2), null);

            writer.flush(false);

            assertThat(rows(MYSQL, "SELECT id FROM checkpointed")).containsExactly("2");
            assertThat(metrics.count("rowsUpserted")).isEqualTo(1);
            assertThat(metrics.count("numRecordsSend")).isEqualTo(3);
        }
    }

    @Test
    void triesAgainWhileSomebodyHoldsALock() throws Exception {
        try (JdbcTargetWriter writer = writer(impatient());
                Connection holder = MYSQL.connect();
                Statement statement = holder.createStatement()) {
            writer.write(upsert("locked", 1, cell("a", "old")), null);
            writer.flush(false);
            holder.setAutoCommit(false);
            statement.execute("SELECT * FROM locked WHERE id = 1 FOR UPDATE");

            writer.write(upsert("locked", 1, cell("a", "new")), null);
            CompletableFuture<Void> flushed = CompletableFuture.runAsync(() -> flush(writer));
            await().until(() -> metrics.count("batchRetries") > 0);
            holder.rollback();
            flushed.get();

            assertThat(rows(MYSQL, "SELECT a FROM locked")).containsExactly("new");
        }
    }

    @Test
    void survivesALostConnection() throws Exception {
        try (JdbcTargetWriter writer = writer(pipeline())) {
            writer.write(upsert("lost", 1), null);
            writer.flush(false);
            killOtherConnections(MYSQL);

            writer.write(upsert("lost", 2), null);
            writer.flush(false);

            assertThat(metrics.count("batchRetries")).isPositive();
            assertThat(rows(MYSQL, "SELECT id FROM lost ORDER BY id")).containsExactly("1", "2");
        }
    }

    @Test
    void createsATableAgainThatSomebodyDropped() throws Exception {
        try (JdbcTargetWriter writer = writer(pipeline())) {
            writer.write(upsert("dropped", 1, cell("a", 1)), null);
            writer.flush(false);
            execute(MYSQL, "DROP TABLE dropped");

            writer.write(upsert("dropped", 2, cell("a", 2)), null);
            writer.flush(false);

            assertThat(rows(MYSQL, "SELECT id, a FROM dropped")).containsExactly("2|2");
        }
    }

    @Test
    void givesUpForGoodWhenTheUserMayNotWrite() throws Exception {
        execute(MYSQL, "CREATE USER 'reader'@'%' IDENTIFIED BY 'a-secret'");
        execute(MYSQL, "GRANT SELECT ON *.* TO 'reader'@'%'");
        JdbcTarget target = new JdbcTarget(MYSQL.url(), "reader", "a-secret");
        try (JdbcTargetWriter writer = writer(with(target))) {
            assertThatThrownBy(() -> writer.write(upsert("forbidden", 1), null))
                    .isInstanceOf(SuppressRestartsException.class)
                    .rootCause()
                    .isInstanceOf(TargetRefusedException.class)
                    .hasMessageStartingWith("The target refuses the pipeline's user: error 1142")
                    .hasMessageNotContaining("a-secret");
        } finally {
            execute(MYSQL, "DROP USER 'reader'@'%'");
        }
    }

    @Test
    void failsTheTaskWhenTheServerStaysAway() throws Exception {
        JdbcTarget nowhere = new JdbcTarget("jdbc:mysql://127.0.0.1:1/test", "any", "a-secret");
        try (JdbcTargetWriter writer = writer(with(nowhere))) {
            assertThatThrownBy(() -> writer.write(upsert("absent", 1), null))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "The target could not be opened in 20 attempts:"
                                    + " error 0, SQLState 08S01 (the server is away, or closed"
                                    + " the connection)");
        }
        assertThat(metrics.count("batchRetries")).isEqualTo(19);
    }

    private JdbcTargetWriter writer(Pipeline pipeline) {
        return new JdbcTargetWriter(pipeline, Changes.progress(0, 127), timers, metrics);
    }

    private static Pipeline pipeline() {
        return Changes.pipeline(MYSQL, SchemaDrift.EVOLVE);
    }

    /** Waits for a lock one second at most. */
    private static Pipeline impatient() {
        String separator = MYSQL.url().contains("?") ? "&" : "?";
        return with(
                new JdbcTarget(
                        MYSQL.url() + separator + "sessionVariables=innodb_lock_wait_timeout=1",
                        MYSQL.username(),
                        MYSQL.password()));
    }

    private static Pipeline with(JdbcTarget target) {
        Pipeline pipeline = pipeline();
        return new Pipeline(
                pipeline.name(),
                pipeline.source(),
                target,
                pipeline.collections(),
                pipeline.delivery(),
                pipeline.errors());
    }

    private static void flush(JdbcTargetWriter writer) {
        try {
            writer.flush(false);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
