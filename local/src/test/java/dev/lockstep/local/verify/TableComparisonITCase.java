package dev.lockstep.local.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.local.verify.Difference.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TableComparisonITCase {

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    private static final CollectionTable PAIR = new CollectionTable("shop", "things", "things");

    private static final List<String> DOCUMENTS =
            List.of(
                    "{_id: 'a', n: 1, at: {$date: 1}, ok: true, price: {$numberDecimal: '1.50'},"
                            + " list: [1, {x: {$numberDecimal: '2.0'}}], bytes: {$binary: {base64: 'AQ==',"
                            + " subType: '00'}}, nested: {text: '😀'}, empty: {}}",
                    "{_id: 'b', n: null}");

    private Connection connection;

    @BeforeEach
    void createTables() throws SQLException {
        connection = MYSQL.connect();
        execute(
                """
                CREATE TABLE things (id VARCHAR(20) PRIMARY KEY, n INT, at DATETIME(3),
                  ok TINYINT(1), price DECIMAL(10, 3), list JSON, bytes VARBINARY(10),
                  nested_text VARCHAR(20), `empty` JSON)""");
        execute(
                """
                INSERT INTO things VALUES ('a', 1, '1970-01-01 00:00:00.001', 1, 1.5,
                  '[1.0,{"x":{"$numberDecimal":"2.0"}}]', x'01', '😀', '{}')""");
        execute("INSERT INTO things (id) VALUES ('b')");
        execute(
                """
                CREATE TABLE lockstep_dead_letters (pipeline VARCHAR(64), namespace VARCHAR(255),
                  document_key VARCHAR(768), superseded TINYINT(1))""");
    }

    @AfterEach
    void dropTables() throws SQLException {
        execute("DROP TABLE IF EXISTS things, lockstep_dead_letters");
        connection.close();
    }

    @Test
    void findsNoDifferenceWhereThereIsNone() throws SQLException {
        ComparisonResult result = compare(DOCUMENTS);

        assertThat(result.first()).isEmpty();
        assertThat(result.summary())
                .isEqualTo("in step: 2 documents, 2 rows, 0 dead letters, 0 differences");
    }

    @Test
    void findsEachAlteredValue() throws SQLException {
        execute(
                """
                UPDATE things SET n = 2, at = '1970-01-01 01:00:00.001', ok = 0, price = 1.501,
                  list = '[1]', bytes = x'0100', nested_text = '?', `empty` = NULL WHERE id = 'a'""");

        ComparisonResult result = compare(DOCUMENTS);

        assertThat(result.first())
                .allMatch(difference -> difference.kind() == Kind.VALUE_DIFFERS)
                .allMatch(difference -> difference.key().equals("'a'"))
                .extracting(Difference::column)
                .containsExactly("n", "at", "ok", "price", "list", "bytes", "nested_text", "empty");
        assertThat(result.summary())
                .isEqualTo("NOT in step: 2 documents, 2 rows, 0 dead letters, 8 differences");
    }

    @Test
    void findsAValueThatTheDocumentDoesNotHave() throws SQLException {
        execute("UPDATE things SET n = 0 WHERE id = 'b'");

        assertThat(compare(DOCUMENTS).first())
                .containsExactly(
                        new Difference(
                                "shop.things", "'b'", "n", Kind.VALUE_DIFFERS, "BsonNull", "0"));
    }

    @Test
    void findsAMissingRowColumnAndDocument() throws SQLException {
        execute("DELETE FROM things WHERE id = 'a'");
        execute("INSERT INTO things (id) VALUES ('c')");

        assertThat(compare(List.of(DOCUMENTS.get(0), "{_id: 'b', more: 1, none: null}")).first())
                .containsExactlyInAnyOrder(
                        Difference.ofRow("shop.things", "'a'", Kind.ROW_MISSING),
                        Difference.ofRow("shop.things", "'c'", Kind.DOCUMENT_MISSING),
                        new Difference(
                                "shop.things",
                                "'b'",
                                "more",
                                Kind.COLUMN_MISSING,
                                "BsonInt32{value=1}",
                                "nothing"));
    }

    @Test
    void missesEveryRowOfATableThatIsNotThere() throws SQLException {
        execute("DROP TABLE things");

        assertThat(compare(DOCUMENTS).summary())
                .isEqualTo("NOT in step: 2 documents, 0 rows, 0 dead letters, 2 differences");
    }

    @Test
    void takesADeadLetterForARow() throws SQLException {
        execute("DELETE FROM things WHERE id = 'b'");
        execute("UPDATE things SET n = 7 WHERE id = 'a'");
        execute("INSERT INTO lockstep_dead_letters VALUES ('demo', 'shop.things', '\"a\"', 0)");
        execute("INSERT INTO lockstep_dead_letters VALUES ('demo', 'shop.things', '\"b\"', 0)");

        assertThat(compare(DOCUMENTS).summary())
                .isEqualTo("in step: 2 documents, 1 rows, 2 dead letters, 0 differences");
    }

    @Test
    void takesNoDeadLetterThatIsSupersededOrOfAnotherPipeline() throws SQLException {
        execute("DELETE FROM things");
        execute("INSERT INTO lockstep_dead_letters VALUES ('demo', 'shop.things', '\"a\"', 1)");
        execute("INSERT INTO lockstep_dead_letters VALUES ('other', 'shop.things', '\"b\"', 0)");

        assertThat(compare(DOCUMENTS).first())
                .extracting(Difference::kind)
                .containsExactly(Kind.ROW_MISSING, Kind.ROW_MISSING);
    }

    @Test
    void listsTwentyDifferencesAndCountsAll() throws SQLException {
        List<String> documents =
                Stream.iterate(1, n -> n + 1).limit(30).map("{_id: %d}"::formatted).toList();
        execute("DELETE FROM things");

        ComparisonResult result = compare(documents);

        assertThat(result.first()).hasSize(20);
        assertThat(result.differences()).isEqualTo(30);
    }

    private ComparisonResult compare(List<String> documents) throws SQLException {
        DeadLetters deadLetters = DeadLetters.read(connection, "lockstep_dead_letters", "demo");
        ComparisonResult.Counter counter = new ComparisonResult.Counter(deadLetters.count());
        new TableComparison(PAIR, deadLetters, counter)
                .compare(documents.stream().map(RawBsonDocument::parse).toList(), connection);
        return counter.result();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
