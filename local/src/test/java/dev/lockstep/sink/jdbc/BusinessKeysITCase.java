package dev.lockstep.sink.jdbc;

import static dev.lockstep.sink.jdbc.Changes.cell;
import static dev.lockstep.sink.jdbc.Changes.execute;
import static dev.lockstep.sink.jdbc.Changes.nextPosition;
import static dev.lockstep.sink.jdbc.Changes.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.event.Position;
import dev.lockstep.function.KeyGroups;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.OnDuplicateKey;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import dev.lockstep.type.ColumnType;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows whose key is not the document's id. */
class BusinessKeysITCase {

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    private static final Namespace USERS = new Namespace("shop", "users");
    private static final String ROWS = "SELECT email, id, v FROM users ORDER BY email";

    private final List<JdbcTargetWriter> writers = new ArrayList<>();
    private final ManualTimers timers = new ManualTimers();
    private final RecordingMetrics metrics = new RecordingMetrics();

    @BeforeEach
    void begin() throws SQLException {
        execute(
                MYSQL,
                "DROP TABLE IF EXISTS lockstep_progress, lockstep_tables, lockstep_keys,"
                        + " lockstep_dead_letters, lockstep_reconciliations, lockstep_seen, users");
    }

    @AfterEach
    void closeWriters() {
        writers.forEach(JdbcTargetWriter::close);
    }

    @ParameterizedTest
    @EnumSource
    void aRowMovesWithItsKeyAndGoesWithItsDocument(OnDuplicateKey policy) throws Exception {
        JdbcTargetWriter writer = writer(policy);
        write(writer, user(1, "a", "1"), user(2, "b", "2"), user(3, "c", "3"));
        write(writer, user(1, "d", "moved"), user(3, "c", "changed"));
        assertThat(rows(MYSQL, ROWS)).containsExactly("b|2|2", "c|3|changed", "d|1|moved");

        write(writer, delete(1), delete(2), delete(77));

        assertThat(rows(MYSQL, ROWS)).containsExactly("c|3|changed");
        write(writer, delete(3));
        assertThat(rows(MYSQL, ROWS)).isEmpty();
        assertThat(rows(MYSQL, "SELECT document_key FROM lockstep_keys")).isEmpty();
        assertThat(letters()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void documentsCanSwapTheirKeysInOneBatchOrInSeveral(OnDuplicateKey policy) throws Exception {
        JdbcTargetWriter writer = writer(policy);
        write(writer, user(1, "a", "1"), user(2, "b", "2"));
        write(writer, user(1, "x", "1"), user(2, "a", "2"), user(1, "b", "1"));
        assertThat(rows(MYSQL, ROWS)).containsExactly("a|2|2", "b|1|1");

        write(writer, user(1, "x", "1"));
        write(writer, user(2, "b", "2"));
        write(writer, user(1, "a", "1"));

        assertThat(rows(MYSQL, ROWS)).containsExactly("a|1|1", "b|2|2");
        assertThat(letters()).isEmpty();
    }

    @Test
    void theFirstKeepsTheKeyAndTheSecondGetsItWhenItIsFree() throws Exception {
        JdbcTargetWriter writer = writer(OnDuplicateKey.REJECT);
        write(writer, user(1, "a", "first"));
        write(writer, user(2, "a", "second"));
        write(writer, user(1, "a", "first again"), user(3, "a", "third"));
        assertThat(rows(MYSQL, ROWS)).containsExactly("a|1|first again");
        assertThat(letters())
                .containsExactly(
                        "2|DUPLICATE_KEY|contact.email|0", "3|DUPLICATE_KEY|contact.email|0");

        write(writer, user(1, "b", "moved"));

        assertThat(rows(MYSQL, ROWS)).containsExactly("a|2|second", "b|1|moved");
        assertThat(letters())
                .containsExactly(
                        "2|DUPLICATE_KEY|contact.email|1", "3|DUPLICATE_KEY|contact.email|0");
        write(writer, user(3, "c", "another key"), delete(2));
        assertThat(rows(MYSQL, ROWS)).containsExactly("b|1|moved", "c|3|another key");
        assertThat(letters())
                .containsExactly(
                        "2|DUPLICATE_KEY|contact.email|1", "3|DUPLICATE_KEY|contact.email|1");
    }

    @Test
    void aDocumentThatIsDeletedWhileItWaitsLeavesTheRowAlone() throws Exception {
        for (OnDuplicateKey policy : OnDuplicateKey.values()) {
            begin();
            JdbcTargetWriter writer = writer(policy);
            write(writer, user(1, "a", "first"));
            write(writer, user(2, "a", "second"));
            write(writer, delete(policy == OnDuplicateKey.REJECT ? 2 : 1));

            assertThat(rows(MYSQL, "SELECT v FROM users"))
                    .containsExactly(policy == OnDuplicateKey.REJECT ? "first" : "second");
        }
    }

    @Test
    void theLatestHasTheRowWhateverTheOrderOfArrival() throws Exception {
        TargetChange older = user(1, "a", "older");
        TargetChange newer = user(2, "a", "newer");
        // Each writer has a part of the documents, and the second one is ahead.
        JdbcTargetWriter first = writer(OnDuplicateKey.LATEST, 1);
        JdbcTargetWriter second = writer(OnDuplicateKey.LATEST, 2);
        write(second, newer);
        write(first, older);
        assertThat(rows(MYSQL, ROWS)).containsExactly("a|2|newer");

        write(second, delete(2));
        assertThat(rows(MYSQL, ROWS)).containsExactly("a|1|older");
        assertThat(letters()).isEmpty();

        write(second, user(2, "a", "newest"));
        write(first, user(1, "b", "older, elsewhere"));
        assertThat(rows(MYSQL, ROWS)).containsExactly("a|2|newest", "b|1|older, elsewhere");
    }

    @Test
    void ofASnapshotTheGreaterIdHasTheRow() throws Exception {
        write(writer(OnDuplicateKey.LATEST, 2), read(2, "a", "greater"));
        write(writer(OnDuplicateKey.LATEST, 1), read(1, "a", "smaller"));
        assertThat(rows(MYSQL, ROWS)).containsExactly("a|2|greater");

        // What changes after it is later than all of it.
        write(writers.get(1), user(1, "a", "changed"));
        assertThat(rows(MYSQL, ROWS)).containsExactly("a|1|changed");
    }

    @Test
    void aRowThatTheServerRefusesLeavesKeysAsTheyWere() throws Exception {
        JdbcTargetWriter writer = writer(OnDuplicateKey.REJECT);
        write(writer, user(1, "a", "1"), user(2, "b", "2"));
        execute(MYSQL, "ALTER TABLE users ADD CHECK (v <> 'bad')");

        write(writer, user(1, "c", "bad"), user(3, "a", "3"), user(4, "d", "4"));

        assertThat(rows(MYSQL, ROWS)).containsExactly("a|1|1", "b|2|2", "d|4|4");
        assertThat(letters())
                .containsExactly("1|ROW_REJECTED||0", "3|DUPLICATE_KEY|contact.email|0");
        write(writer, user(1, "c", "good"));
        assertThat(rows(MYSQL, ROWS)).containsExactly("a|3|3", "b|2|2", "c|1|good", "d|4|4");
        assertThat(letters())
                .containsExactly("1|ROW_REJECTED||1", "3|DUPLICATE_KEY|contact.email|1");
    }

    @Test
    void aRowThatTheServerRefusesWhenItGetsItsKeyBecomesADeadLetter() throws Exception {
        JdbcTargetWriter writer = writer(OnDuplicateKey.REJECT);
        write(writer, user(1, "a", "1"));
        write(writer, user(2, "a", "bad"));
        write(writer, user(3, "a", "3"));
        execute(MYSQL, "ALTER TABLE users ADD CHECK (v <> 'bad')");

        write(writer, delete(1));

        assertThat(rows(MYSQL, ROWS)).containsExactly("a|3|3");
        assertThat(letters())
                .containsExactly("2|ROW_REJECTED||0", "3|DUPLICATE_KEY|contact.email|1");
    }

    @Test
    void aRowThatTheServerDoesNotLetGoIsNoFaultOfWhoWaitsForIt() throws Exception {
        JdbcTargetWriter writer = writer(OnDuplicateKey.REJECT);
        write(writer, user(1, "a", "1"));
        write(writer, user(2, "a", "2"));
        execute(
                MYSQL,
                "CREATE TRIGGER stay BEFORE DELETE ON users FOR EACH ROW"
                        + " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'stays'");

        write(writer, delete(1));

        assertThat(rows(MYSQL, ROWS)).containsExactly("a|1|1");
        assertThat(letters())
                .containsExactly("1|ROW_REJECTED||0", "2|DUPLICATE_KEY|contact.email|0");
        execute(MYSQL, "DROP TRIGGER stay");
        write(writer, delete(1));
        assertThat(rows(MYSQL, ROWS)).containsExactly("a|2|2");
        assertThat(letters())
                .containsExactly("1|ROW_REJECTED||1", "2|DUPLICATE_KEY|contact.email|1");
    }

    /** Nobody would wait for a claim that it did not announce, as it believes that it has one. */
    @Test
    void aClaimThatGoesBetweenReadingAndLockingIsAnnouncedAnew() throws Exception {
        JdbcTargetWriter writer = writer(OnDuplicateKey.REJECT);
        write(writer, user(1, "a", "1"));
        try (Connection other = MYSQL.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("DELETE FROM lockstep_keys");
            CompletableFuture<Void> written =
                    CompletableFuture.runAsync(
                            () ->
                                    assertThatCode(() -> write(writer, user(1, "a", "again")))
                                            .doesNotThrowAnyException());
            await().until(
                            () ->
                                    rows(MYSQL, "SELECT info FROM information_schema.processlist")
                                            .stream()
                                            .anyMatch(it -> it.startsWith("SELECT position,")));
            other.commit();
            written.join();
        }

        assertThat(metrics.count("batchRetries")).isEqualTo(1);
        assertThat(rows(MYSQL, ROWS)).containsExactly("a|1|again");
        assertThat(rows(MYSQL, "SELECT document_key, shown FROM lockstep_keys"))
                .containsExactly("1|1");
    }

    @ParameterizedTest
    @EnumSource
    void aRowThatStaysBehindADeletedDocumentGivesWay(OnDuplicateKey policy) throws Exception {
        JdbcTargetWriter writer = writer(policy);
        write(writer, user(1, "a", "1"));
        write(writer, softDelete(1));
        assertThat(rows(MYSQL, ROWS)).containsExactly("a|1|gone");
        write(writer, user(1, "a", "back"));
        write(writer, user(2, "b", "2"), softDelete(2), softDelete(1));
        assertThat(rows(MYSQL, ROWS)).containsExactly("a|1|gone", "b|2|gone");

        write(writer, user(3, "a", "3"));

        assertThat(rows(MYSQL, ROWS)).containsExactly("a|3|3", "b|2|gone");
        assertThat(letters()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aReconciliationTakesRowsAndClaimsOfDocumentsThatAreGone(OnDuplicateKey policy)
            throws Exception {
        JdbcTargetWriter writer = writer(policy);
        for (int id = 0; id < 10; id++) {
            write(writer, user(id, "key" + id % 5, "v" + id));
        }
        write(writer, mark(true));
        for (int id : List.of(2, 7, 8)) {
            write(
                    writer,
                    new TargetChange.Seen(origin(id, Operation.SEEN, null), "users", List.of()));
        }
        write(writer, user(20, "key20", "after"), mark(false));
        timers.advance(5_000);

        String winner = policy == OnDuplicateKey.REJECT ? "key2|2|v2" : "key2|7|v7";
        assertThat(rows(MYSQL, ROWS)).containsExactly(winner, "key20|20|after", "key3|8|v8");
        assertThat(rows(MYSQL, "SELECT document_key FROM lockstep_keys ORDER BY document_key"))
                .containsExactly("2", "20", "7", "8");
        assertThat(rows(MYSQL, "SELECT * FROM lockstep_seen")).isEmpty();
        if (policy == OnDuplicateKey.REJECT) {
            assertThat(letters())
                    .filteredOn(letter -> letter.endsWith("|0"))
                    .containsExactly("7|DUPLICATE_KEY|contact.email|0");
        }
    }

    private static TargetChange mark(boolean begin) {
        Origin origin = origin(0, Operation.RECONCILE_BEGIN, nextPosition());
        return begin
                ? new TargetChange.ReconcileBegin(origin, "users")
                : new TargetChange.ReconcileEnd(origin, "users");
    }

    static TargetChange.Upsert user(int id, String email, String v) {
        return upsert(origin(id, Operation.UPDATE, nextPosition()), id, email, v);
    }

    private static TargetChange read(int id, String email, String v) {
        return upsert(origin(id, Operation.READ, null), id, email, v);
    }

    private static TargetChange.Upsert upsert(Origin origin, int id, String email, String v) {
        return new TargetChange.Upsert(
                origin,
                "users",
                List.of(cell("email", email)),
                List.of(cell("id", id), cell("v", v)));
    }

    static TargetChange.Delete delete(int id) {
        return new TargetChange.Delete(
                origin(id, Operation.DELETE, nextPosition()), "users", List.of());
    }

    private static TargetChange softDelete(int id) {
        return new TargetChange.Update(
                origin(id, Operation.DELETE, nextPosition()),
                "users",
                List.of(),
                List.of(cell("v", "gone")));
    }

    private static Origin origin(int id, Operation operation, @Nullable Position position) {
        return new Origin(operation, USERS, Integer.toString(id), 0, position);
    }

    static CollectionMapping mapping(OnDuplicateKey policy) {
        return Changes.mapping(SchemaDrift.EVOLVE)
                .withKey(
                        policy,
                        List.of(
                                new ColumnMapping(
                                        "contact.email",
                                        "email",
                                        new ColumnType.VarChar(99),
                                        false,
                                        null)));
    }

    private static List<String> letters() throws SQLException {
        return rows(
                MYSQL,
                "SELECT document_key, code, path, superseded FROM lockstep_dead_letters"
                        + " ORDER BY document_key");
    }

    private JdbcTargetWriter writer(OnDuplicateKey policy) {
        return writer(policy, KeyGroupRange.of(0, 127));
    }

    /** A writer for one document only. */
    private JdbcTargetWriter writer(OnDuplicateKey policy, int id) {
        int keyGroup = KeyGroups.of(Batch.documentOf(origin(id, Operation.READ, null)));
        return writer(policy, KeyGroupRange.of(keyGroup, keyGroup));
    }

    private JdbcTargetWriter writer(OnDuplicateKey policy, KeyGroupRange range) {
        JdbcTargetWriter writer =
                new JdbcTargetWriter(
                        Changes.pipeline(MYSQL, mapping(policy)),
                        new Progress("test", range, List.of()),
                        timers,
                        metrics);
        writers.add(writer);
        return writer;
    }

    private static void write(JdbcTargetWriter writer, TargetChange... changes) throws Exception {
        for (TargetChange change : changes) {
            writer.write(change, null);
        }
        writer.flush(false);
    }
}
