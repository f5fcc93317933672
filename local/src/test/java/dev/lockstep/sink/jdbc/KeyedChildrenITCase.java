package dev.lockstep.sink.jdbc;

import static dev.lockstep.sink.jdbc.Changes.columns;
import static dev.lockstep.sink.jdbc.Changes.execute;
import static dev.lockstep.sink.jdbc.Changes.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.ChildMapping;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.Deletes;
import dev.lockstep.mapping.DocumentMapper;
import dev.lockstep.mapping.ElementKey;
import dev.lockstep.mapping.OnDuplicateKey;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.mapping.TableLimits;
import dev.lockstep.mask.Mask;
import dev.lockstep.mask.MaskingKeys;
import dev.lockstep.type.ColumnType;
import dev.lockstep.type.ColumnTypeParser;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Child tables below rows whose key is not the document's id. */
class KeyedChildrenITCase {

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    private static final Namespace USERS = new Namespace("shop", "users");
    private static final Documents DOCUMENTS = new Documents(USERS);
    private static final String ROWS = "SELECT email, id, v FROM users ORDER BY 1";
    private static final String ITEMS = "SELECT * FROM users_items ORDER BY 1, 2";
    private static final String LOTS = "SELECT * FROM users_items_lots ORDER BY 1, 2, 3";

    private static final ColumnMapping EMAIL =
            new ColumnMapping("contact.email", "email", new ColumnType.VarChar(99), false, null);

    private final List<JdbcTargetWriter> writers = new ArrayList<>();
    private final ManualTimers timers = new ManualTimers();
    private final RecordingMetrics metrics = new RecordingMetrics();

    @BeforeEach
    void emptyTarget() throws SQLException {
        execute(
                MYSQL,
                "DROP TABLE IF EXISTS users_items_lots, users_items, users, lockstep_progress,"
                        + " lockstep_tables, lockstep_columns, lockstep_keys, lockstep_seen,"
                        + " lockstep_dead_letters, lockstep_reconciliations");
    }

    @AfterEach
    void closeWriters() {
        writers.forEach(JdbcTargetWriter::close);
    }

    @ParameterizedTest
    @EnumSource
    void childRowsMoveAndGoWithTheirRow(OnDuplicateKey policy) throws Exception {
        Written users = write(mapping(policy));
        users.of(
                put(1, "a", "1", "{n: 1, lots: ['x', 'y']}, {n: 2}"),
                put(2, "b", "2", "{n: 3, lots: ['z']}"),
                put(3, "c", "3", ""));
        assertThat(columns(MYSQL, "users_items"))
                .containsExactly("users_email|varchar(99)", "ordinal|int", "n|int");
        assertThat(rows(MYSQL, ITEMS)).containsExactly("a|0|1", "a|1|2", "b|0|3");
        assertThat(rows(MYSQL, LOTS)).containsExactly("a|0|0|x", "a|0|1|y", "b|0|0|z");

        users.of(put(1, "d", "moved", "{n: 4}, {n: 5, lots: ['w']}"));

        assertThat(rows(MYSQL, ROWS)).containsExactly("b|2|2", "c|3|3", "d|1|moved");
        assertThat(rows(MYSQL, ITEMS)).containsExactly("b|0|3", "d|0|4", "d|1|5");
        assertThat(rows(MYSQL, LOTS)).containsExactly("b|0|0|z", "d|1|0|w");

        users.of(gone(1), put(3, "c", "4", "{n: 6}"), gone(77));
        assertThat(rows(MYSQL, ITEMS)).containsExactly("b|0|3", "c|0|6");
        users.of(gone(2), gone(3));
        assertThat(rows(MYSQL, ITEMS)).isEmpty();
        assertThat(rows(MYSQL, LOTS)).isEmpty();
        assertThat(rows(MYSQL, "SELECT * FROM lockstep_keys")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void childRowsGoWhereTheirDocumentsKeysGo(OnDuplicateKey policy) throws Exception {
        Written users = write(mapping(policy));
        users.of(put(1, "a", "1", "{n: 1}, {n: 1}"), put(2, "b", "2", "{n: 2}"));

        users.of(
                put(1, "x", "1", "{n: 1}"), put(2, "a", "2", "{n: 2}"), put(1, "b", "1", "{n: 1}"));
        assertThat(rows(MYSQL, ITEMS)).containsExactly("a|0|2", "b|0|1");

        users.of(put(1, "x", "1", "{n: 1}"));
        users.of(put(2, "b", "2", "{n: 2}, {n: 2}"));
        users.of(put(1, "a", "1", "{n: 1}"));
        assertThat(rows(MYSQL, ROWS)).containsExactly("a|1|1", "b|2|2");
        assertThat(rows(MYSQL, ITEMS)).containsExactly("a|0|1", "b|0|2", "b|1|2");
        assertThat(letters()).isEmpty();
    }

    @Test
    void whoLosesAKeyHasNoChildRowsAndGetsAllOfThemWithIt() throws Exception {
        for (String way : List.of("gone", "moved", "filtered")) {
            emptyTarget();
            Written users =
                    write(mapping(OnDuplicateKey.REJECT, Deletes.HARD, "doc.v != 'out'", null));
            String many =
                    IntStream.range(0, 1_200)
                            .mapToObj(i -> "{n: " + i + ", lots: ['l" + i + "']}")
                            .collect(Collectors.joining(", "));
            users.of(put(1, "a", "first", "{n: 1, lots: ['x', 'y']}, {n: 2}"));
            users.of(put(2, "a", "second", "{n: 7}, {n: 8}, {n: 9, lots: ['q']}"));
            users.of(put(3, "b", "first", ""), put(4, "b", "many", many));
            assertThat(rows(MYSQL, ITEMS)).containsExactly("a|0|1", "a|1|2");
            assertThat(rows(MYSQL, LOTS)).containsExactly("a|0|0|x", "a|0|1|y");
            assertThat(letters()).containsExactly("2|DUPLICATE_KEY|0", "4|DUPLICATE_KEY|0");

            for (int id : List.of(1, 3)) {
                users.of(
                        switch (way) {
                            case "gone" -> gone(id);
                            case "moved" -> put(id, "elsewhere" + id, "moved", "");
                            default -> put(id, id == 1 ? "a" : "b", "out", "{n: 5}");
                        });
            }

            assertThat(rows(MYSQL, "SELECT id FROM users WHERE email < 'c' ORDER BY 1"))
                    .as(way)
                    .containsExactly("2", "4");
            assertThat(rows(MYSQL, "SELECT * FROM users_items WHERE users_email = 'a' ORDER BY 2"))
                    .as(way)
                    .containsExactly("a|0|7", "a|1|8", "a|2|9");
            assertThat(rows(MYSQL, "SELECT * FROM users_items_lots WHERE users_email = 'a'"))
                    .containsExactly("a|2|0|q");
            assertThat(
                            rows(
                                    MYSQL,
                                    "SELECT users_email, COUNT(*), SUM(n) FROM users_items"
                                            + " WHERE users_email <> 'a' GROUP BY 1"))
                    .containsExactly("b|1200|719400");
            assertThat(
                            rows(
                                    MYSQL,
                                    "SELECT COUNT(*) FROM users_items_lots WHERE users_email = 'b'"
                                            + " AND value = CONCAT('l', items_ordinal)"))
                    .containsExactly("1200");
            assertThat(letters()).containsExactly("2|DUPLICATE_KEY|1", "4|DUPLICATE_KEY|1");
        }
    }

    /** Also the columns of others, and with a foreign key that lets no child row stay behind. */
    @Test
    void theLatestReplacesAllChildRowsOfTheOneBefore() throws Exception {
        Written users = write(mapping(OnDuplicateKey.LATEST));
        users.of(put(1, "a", "1", "{n: 1}, {n: 2, lots: ['x']}, {n: 3}"));
        execute(MYSQL, "ALTER TABLE users_items ADD COLUMN note VARCHAR(9)");
        execute(
                MYSQL,
                "ALTER TABLE users_items ADD FOREIGN KEY (users_email) REFERENCES users (email)");
        execute(MYSQL, "UPDATE users_items SET note = 'mine'");

        users.of(put(1, "a", "1", "{n: 1}, {n: 2, lots: ['x']}"));
        assertThat(rows(MYSQL, ITEMS)).containsExactly("a|0|1|mine", "a|1|2|mine");
        users.of(put(2, "a", "2", "{n: 4, lots: ['y']}"));

        assertThat(rows(MYSQL, ROWS)).containsExactly("a|2|2");
        assertThat(rows(MYSQL, ITEMS)).containsExactly("a|0|4|null");
        assertThat(rows(MYSQL, LOTS)).containsExactly("a|0|0|y");
        users.of(gone(2));
        assertThat(rows(MYSQL, ROWS)).containsExactly("a|1|1");
        assertThat(rows(MYSQL, ITEMS)).containsExactly("a|0|1|null", "a|1|2|null");
        assertThat(rows(MYSQL, LOTS)).containsExactly("a|1|0|x");
        assertThat(letters()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aChildThatCantBeARowLeavesRowsKeysAndChildrenAsTheyWere(OnDuplicateKey policy)
            throws Exception {
        Written users = write(mapping(policy));
        users.of(put(1, "a", "1", "{n: 1, lots: ['x']}"), put(2, "b", "2", "{n: 2}"));

        users.of(
                put(1, "b", "not a number", "{n: 5}, {n: {$numberDouble: 'NaN'}}"),
                put(2, "c", "moved", "{n: 3}"),
                put(3, "d", "no array", "{lots: 7}"));

        assertThat(rows(MYSQL, ROWS)).containsExactly("a|1|1", "c|2|moved");
        assertThat(rows(MYSQL, ITEMS)).containsExactly("a|0|1", "c|0|3");
        assertThat(rows(MYSQL, LOTS)).containsExactly("a|0|0|x");
        assertThat(letters()).containsExactly("1|NUMBER_NOT_FINITE|0", "3|TYPE_MISMATCH|0");
        users.of(put(1, "b", "good", "{n: 5}"));
        assertThat(rows(MYSQL, ITEMS)).containsExactly("b|0|5", "c|0|3");
    }

    /** What only the target knows: the types of columns, and which elements' keys are equal. */
    @ParameterizedTest
    @EnumSource
    void aChildThatDoesNotFitItsTableIsNoneEither(OnDuplicateKey policy) throws Exception {
        ChildMapping items =
                new ChildMapping(
                        "items",
                        null,
                        new ElementKey.Field("sku", "sku"),
                        List.of(new ColumnMapping("n", "n", ColumnType.Int.REGULAR, true, null)),
                        List.of(),
                        ChildMapping.OnMismatch.REJECT,
                        List.of());
        Written users = write(mapping(policy).withChildren(List.of(items)));
        users.of(put(1, "a", "1", "{sku: 'x', n: 1}"), put(2, "b", "2", "{sku: 'x', n: 2}"));

        users.of(
                put(1, "b", "moved", "{sku: 'x', n: 3}, {sku: 'y', n: 'three'}"),
                put(2, "c", "moved", "{sku: 'x', n: 4}, {sku: 'x', n: 5}"),
                put(3, "d", "3", "{sku: 'z', n: 6}"));

        assertThat(rows(MYSQL, ROWS)).containsExactly("a|1|1", "b|2|2", "d|3|3");
        assertThat(rows(MYSQL, ITEMS)).containsExactly("a|x|1", "b|x|2", "d|z|6");
        assertThat(letters()).containsExactly("1|TYPE_MISMATCH|0", "2|DUPLICATE_ELEMENT_KEY|0");
        users.of(gone(1), gone(2));
        assertThat(rows(MYSQL, ITEMS)).containsExactly("d|z|6");
    }

    @Test
    void aChildRowThatTheServerRefusesLeavesKeysAsTheyWere() throws Exception {
        Written users = write(mapping(OnDuplicateKey.REJECT));
        users.of(put(1, "a", "1", "{n: 1}"), put(2, "b", "2", "{n: 2}"));
        execute(MYSQL, "ALTER TABLE users_items ADD CHECK (n < 100)");

        users.of(
                put(1, "c", "moved", "{n: 5}, {n: 100}"),
                put(3, "a", "3", "{n: 3}"),
                put(4, "d", "4", "{n: 4}"));

        assertThat(rows(MYSQL, ROWS)).containsExactly("a|1|1", "b|2|2", "d|4|4");
        assertThat(rows(MYSQL, ITEMS)).containsExactly("a|0|1", "b|0|2", "d|0|4");
        assertThat(letters()).containsExactly("1|ROW_REJECTED|0", "3|DUPLICATE_KEY|0");
        users.of(put(1, "c", "good", "{n: 6}"));
        assertThat(rows(MYSQL, ITEMS)).containsExactly("a|0|3", "b|0|2", "c|0|6", "d|0|4");
    }

    @Test
    void aChildRowThatTheServerRefusesWhenItsDocumentGetsTheKeyMakesADeadLetter() throws Exception {
        Written users = write(mapping(OnDuplicateKey.REJECT));
        users.of(put(1, "a", "1", "{n: 1}"));
        users.of(put(2, "a", "2", "{n: 2}, {n: 100}"));
        users.of(put(3, "a", "3", "{n: 3}"));
        execute(MYSQL, "ALTER TABLE users_items ADD CHECK (n < 100)");

        users.of(gone(1));

        assertThat(rows(MYSQL, ROWS)).containsExactly("a|3|3");
        assertThat(rows(MYSQL, ITEMS)).containsExactly("a|0|3");
        assertThat(letters()).containsExactly("2|ROW_REJECTED|0", "3|DUPLICATE_KEY|1");
    }

    @ParameterizedTest
    @EnumSource
    void childRowsStayBehindADeletedDocumentUntilAnotherTakesTheKey(OnDuplicateKey policy)
            throws Exception {
        for (Deletes deletes : List.of(Deletes.SOFT, Deletes.IGNORE)) {
            emptyTarget();
            Written users = write(mapping(policy, deletes, null, null));
            users.of(put(1, "a", "1", "{n: 1}, {n: 2}"), put(2, "b", "2", "{n: 3}"), gone(2));
            users.of(gone(1));
            assertThat(rows(MYSQL, ITEMS)).containsExactly("a|0|1", "a|1|2", "b|0|3");
            users.of(put(1, "a", "back", "{n: 4}"), gone(1));
            assertThat(rows(MYSQL, ITEMS)).containsExactly("a|0|4", "b|0|3");

            users.of(put(3, "a", "3", ""), put(4, "b", "4", "{n: 5}, {n: 6}"));

            assertThat(rows(MYSQL, ROWS)).containsExactly("a|3|3", "b|4|4");
            assertThat(rows(MYSQL, ITEMS)).containsExactly("b|0|5", "b|1|6");
            assertThat(letters()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReconciliationTakesTheChildRowsOfDocumentsThatAreGone(OnDuplicateKey policy)
            throws Exception {
        Written users = write(mapping(policy));
        for (int id = 0; id < 10; id++) {
            users.of(put(id, "key" + id % 5, "v", "{n: " + id + ", lots: [" + id + "]}"));
        }
        users.of(mark(true));
        users.of(DOCUMENTS.seen(2), DOCUMENTS.seen(7), DOCUMENTS.seen(8));
        users.of(put(20, "key20", "after", "{n: 20}"));
        users.of(mark(false));
        timers.advance(5_000);

        int winner = policy == OnDuplicateKey.REJECT ? 2 : 7;
        assertThat(rows(MYSQL, ITEMS))
                .containsExactly("key2|0|" + winner, "key20|0|20", "key3|0|8");
        assertThat(rows(MYSQL, LOTS)).containsExactly("key2|0|0|" + winner, "key3|0|0|8");
        assertThat(rows(MYSQL, "SELECT * FROM lockstep_reconciliations")).isEmpty();
    }

    /** What waits was encoded for nothing yet: it gets the columns' types when it gets its key. */
    @Test
    void whatWaitsFitsTheTablesAsTheyAreWhenItGetsItsKey() throws Exception {
        Written users = write(mapping(OnDuplicateKey.REJECT));
        users.of(put(1, "a", "1", ""));
        users.of(put(2, "a", "2", "{n: 1, only: true, lots: [1]}"));
        users.of(put(3, "b", "3", "{n: 'text', other: 1, lots: ['x']}"));
        assertThat(columns(MYSQL, "users_items"))
                .containsExactly(
                        "users_email|varchar(99)",
                        "ordinal|int",
                        "n|json",
                        "only|tinyint(1)",
                        "other|int");

        users.of(gone(1));

        assertThat(rows(MYSQL, ITEMS)).containsExactly("a|0|1|1|null", "b|0|\"text\"|null|1");
        assertThat(rows(MYSQL, LOTS)).containsExactly("a|0|0|1", "b|0|0|\"x\"");
    }

    /** A document id in a column of 24 characters would become text that tells its type. */
    @Test
    void aKeyStaysWhatItIsWhenItsColumnGrows() throws Exception {
        write(mapping(key("CHAR(24)"))).of(put(1, "a", "1", "{n: 1}"));

        write(mapping(key("VARCHAR(99)")))
                .of(put(2, "a key of more than 24 characters", "2", "{n: 2}"));

        assertThat(rows(MYSQL, ITEMS))
                .containsExactly("a|0|1", "a key of more than 24 characters|0|2");
        assertThat(rows(MYSQL, "SELECT email FROM users ORDER BY 1"))
                .containsExactly("a", "a key of more than 24 characters");
    }

    private static CollectionMapping mapping(ColumnMapping key) {
        return mapping(OnDuplicateKey.REJECT, Deletes.HARD, null, key);
    }

    private static ColumnMapping key(String type) {
        return new ColumnMapping(
                "contact.email", "email", ColumnTypeParser.parse(type), false, null);
    }

    @Test
    void theKeysOfChildRowsAreThoseOfTheRows() throws Exception {
        List<ColumnMapping> key =
                List.of(
                        EMAIL,
                        new ColumnMapping("n", "n", new ColumnType.Decimal(12, 2), false, null),
                        new ColumnMapping("at", "at", new ColumnType.DateTime(), false, null),
                        new ColumnMapping("bin", "bin", new ColumnType.VarBinary(9), false, null));
        Written users =
                write(
                        CollectionMapping.byConvention("shop", "users")
                                .withKey(OnDuplicateKey.LATEST, key)
                                .withChildren(List.of(ChildMapping.byConvention("items"))));
        List<String> emails =
                List.of(
                        "{",
                        "\"quoted",
                        "true",
                        "null",
                        "5ca4bbc7a2dd94ee5816238c",
                        "ä ",
                        "A",
                        "a");
        for (int id = 0; id < emails.size(); id++) {
            users.of(compound(id, emails.get(id), "items: [1, 2, 3]"));
        }
        String pairs =
                "SELECT COUNT(*) FROM users JOIN users_items ON users_email = email"
                        + " AND users_n = n AND users_at = at AND users_bin = bin";
        assertThat(rows(MYSQL, pairs)).containsExactly("24");

        for (int id = 0; id < emails.size(); id++) {
            users.of(compound(id, emails.get((id + 1) % emails.size()), "items: ['x']"));
        }

        assertThat(rows(MYSQL, pairs)).containsExactly("8");
        for (int id = 0; id < emails.size(); id++) {
            users.of(gone(id));
        }
        assertThat(rows(MYSQL, "SELECT COUNT(*) FROM users_items")).containsExactly("0");
    }

    @Test
    void zeroIsOneKeyWhateverItsSign() throws Exception {
        Written users =
                write(
                        mapping(
                                OnDuplicateKey.LATEST,
                                Deletes.HARD,
                                null,
                                new ColumnMapping(
                                        "n", "email", new ColumnType.Float64(), false, null)));
        users.of(DOCUMENTS.put(1, "n: 0.0, items: [1]"), DOCUMENTS.put(2, "n: -0.0, items: [2]"));
        assertThat(rows(MYSQL, "SELECT id FROM users")).containsExactly("2");

        users.of(gone(2));

        assertThat(rows(MYSQL, "SELECT id FROM users")).containsExactly("1");
        assertThat(rows(MYSQL, "SELECT value FROM users_items")).containsExactly("1");
    }

    /** Else writers would wait for each other whatever their documents are. */
    @Test
    void aSingleDocumentWaitsForNoRowsOfOthers() throws Exception {
        Written users =
                write(
                        mapping(OnDuplicateKey.REJECT)
                                .withKey(
                                        OnDuplicateKey.REJECT,
                                        List.of(
                                                EMAIL,
                                                new ColumnMapping(
                                                        "v",
                                                        "v",
                                                        new ColumnType.VarChar(9),
                                                        false,
                                                        null))));
        for (int id = 0; id < 50; id++) {
            users.of(put(id, "user" + id, "v", "{n: 1, lots: [1]}, {n: 2}"));
        }
        String before = rows(MYSQL, "SELECT @@GLOBAL.innodb_lock_wait_timeout").get(0);
        execute(MYSQL, "SET GLOBAL innodb_lock_wait_timeout = 1");
        closeWriters();
        users = write(users.mapping());
        try (Connection other = MYSQL.connect();
                Statement statement = other.createStatement()) {
            other.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            other.setAutoCommit(false);
            statement.execute("UPDATE users SET id = 7 WHERE email = 'user1'");
            statement.execute("UPDATE users_items SET n = 7 WHERE users_email = 'user1'");
            statement.execute("UPDATE users_items_lots SET value = 7 WHERE users_email = 'user1'");
            statement.execute("UPDATE lockstep_keys SET position = '' WHERE document_key = '1'");

            users.of(put(30, "user30", "v", "{n: 3}"));
            users.of(put(30, "moved", "v", "{n: 3}"));
            users.of(gone(30));
            other.rollback();
        } finally {
            execute(MYSQL, "SET GLOBAL innodb_lock_wait_timeout = " + before);
        }

        assertThat(metrics.count("batchRetries")).isZero();
        assertThat(rows(MYSQL, "SELECT COUNT(*) FROM users_items")).containsExactly("98");
    }

    @Test
    void aMaskedKeyIsMaskedInChildRowsToo() throws Exception {
        ColumnMapping hashed =
                new ColumnMapping(
                        EMAIL.source(),
                        "email",
                        new ColumnType.Char(64),
                        false,
                        null,
                        EMAIL.policies(),
                        new Mask.Hash());
        Written users = write(mapping(OnDuplicateKey.LATEST, Deletes.HARD, null, hashed));
        users.of(put(1, "secret", "1", "{n: 1}"), put(2, "secret", "2", "{n: 2}, {n: 3}"));
        users.of(put(3, "public", "3", "{n: 4}"));

        assertThat(
                        rows(
                                MYSQL,
                                "SELECT id, n FROM users JOIN users_items ON users_email = email"
                                        + " WHERE email REGEXP '^[0-9a-f]{64}$' ORDER BY 1, 2"))
                .containsExactly("2|2", "2|3", "3|4");
        assertThat(
                        rows(
                                MYSQL,
                                "SELECT COUNT(*) FROM lockstep_keys WHERE row_change LIKE '%secret%'"))
                .containsExactly("0");
        users.of(gone(1), gone(2));
        assertThat(rows(MYSQL, "SELECT n FROM users_items")).containsExactly("4");
    }

    /** Claims of before do not know of child tables. */
    @ParameterizedTest
    @EnumSource
    void childTablesThatAreDeclaredLaterAreFilledAndEmptied(OnDuplicateKey policy)
            throws Exception {
        CollectionMapping mapping = mapping(policy);
        Written before = write(mapping.withChildren(List.of()));
        before.of(put(1, "a", "1", "{n: 1}"), put(2, "b", "2", "{n: 2}"));
        before.of(put(policy == OnDuplicateKey.REJECT ? 3 : 0, "a", "waits", "{n: 3}"));
        before.of(put(1, "a", "2", "{n: 1}"));

        Written users = write(mapping);
        users.of(put(1, "a", "3", "{n: 4, lots: ['x']}, {n: 5}"));
        assertThat(rows(MYSQL, ITEMS)).containsExactly("a|0|4", "a|1|5");

        users.of(gone(1), gone(2));

        assertThat(rows(MYSQL, "SELECT email, v FROM users")).containsExactly("a|waits");
        assertThat(rows(MYSQL, ITEMS)).isEmpty();
        assertThat(rows(MYSQL, LOTS)).isEmpty();
    }

    @Test
    void aRowThatIsTooLargeToBeKeptIsADeadLetter() throws Exception {
        String before = rows(MYSQL, "SELECT @@GLOBAL.max_allowed_packet").get(0);
        execute(MYSQL, "SET GLOBAL max_allowed_packet = 4194304");
        try {
            Written users = write(mapping(OnDuplicateKey.REJECT));
            users.of(put(1, "a", "1", "{n: 1}"), put(2, "b", "2", "{n: 2}"));

            String large = noise(6_000, 400);
            users.of(put(2, "a", "too large to wait", large));

            assertThat(rows(MYSQL, ROWS)).containsExactly("a|1|1", "b|2|2");
            assertThat(rows(MYSQL, ITEMS)).containsExactly("a|0|1", "b|0|2");
            assertThat(letters()).containsExactly("2|ROW_REJECTED|0");
            users.of(put(2, "c", "has its row", large));
            assertThat(rows(MYSQL, "SELECT COUNT(*) FROM users_items_lots WHERE users_email = 'c'"))
                    .containsExactly("6000");
            assertThat(letters()).containsExactly("2|ROW_REJECTED|1");
        } finally {
            execute(MYSQL, "SET GLOBAL max_allowed_packet = " + before);
        }
    }

    /** Elements in which no two bytes are alike. */
    private static String noise(int elements, int bytes) {
        Random random = new Random(1);
        byte[] element = new byte[bytes];
        return IntStream.range(0, elements)
                .mapToObj(
                        i -> {
                            random.nextBytes(element);
                            return "'" + Base64.getEncoder().encodeToString(element) + "'";
                        })
                .collect(Collectors.joining(", ", "{n: 1, lots: [", "]}"));
    }

    private static ChangeEvent compound(int id, String email, String rest) {
        return DOCUMENTS.put(
                id,
                "contact: {email: '%s'}, n: {$numberDecimal: '1.50'}, bin: {$binary: {base64: 'AP8n', subType: '00'}}, at: {$date: 1000}, %s"
                        .formatted(email, rest));
    }

    private static ChangeEvent put(int id, String email, String v, String items) {
        return DOCUMENTS.put(
                id, "contact: {email: '%s'}, v: '%s', items: [%s]".formatted(email, v, items));
    }

    private static ChangeEvent gone(int id) {
        return DOCUMENTS.gone(id);
    }

    private static ChangeEvent mark(boolean begin) {
        return new ChangeEvent(
                begin ? Operation.RECONCILE_BEGIN : Operation.RECONCILE_END,
                USERS,
                "0",
                null,
                0,
                Changes.nextPosition());
    }

    private static CollectionMapping mapping(OnDuplicateKey policy) {
        return mapping(policy, Deletes.HARD, null, null);
    }

    private static CollectionMapping mapping(
            OnDuplicateKey policy,
            Deletes deletes,
            @Nullable String filter,
            @Nullable ColumnMapping key) {
        return new CollectionMapping(
                "shop",
                "users",
                "users",
                List.of(key == null ? EMAIL : key),
                List.of(),
                List.of(),
                SchemaDrift.EVOLVE,
                deletes,
                filter,
                new MaskingKeys(new MaskingKeys.Key("hash", "A".repeat(43) + "="), List.of()),
                null,
                policy,
                List.of(
                        new ChildMapping(
                                "items",
                                null,
                                new ElementKey.Ordinal("ordinal"),
                                List.of(),
                                List.of(),
                                ChildMapping.OnMismatch.REJECT,
                                List.of(ChildMapping.byConvention("lots")))),
                TableLimits.DEFAULT);
    }

    private static List<String> letters() throws SQLException {
        return rows(
                MYSQL,
                "SELECT document_key, code, superseded FROM lockstep_dead_letters ORDER BY 1");
    }

    /** Documents that are mapped and written. */
    private record Written(
            CollectionMapping mapping, DocumentMapper mapper, JdbcTargetWriter writer) {

        void of(ChangeEvent... events) throws Exception {
            for (ChangeEvent event : events) {
                writer.write(mapper.map(event), null);
            }
            writer.flush(false);
        }
    }

    private Written write(CollectionMapping mapping) {
        JdbcTargetWriter writer =
                new JdbcTargetWriter(
                        Changes.pipeline(MYSQL, mapping),
                        Changes.progress(0, 127),
                        timers,
                        metrics);
        writers.add(writer);
        return new Written(mapping, new DocumentMapper(List.of(mapping)), writer);
    }
}
