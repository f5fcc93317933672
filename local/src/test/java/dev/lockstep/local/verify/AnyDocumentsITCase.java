package dev.lockstep.local.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.JdbcTarget;
import dev.lockstep.event.Namespace;
import dev.lockstep.local.mysql.MySqlServer;
import dev.lockstep.local.mysql.MySqlServers;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.sink.jdbc.DocumentWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/**
 * Whatever documents there are, the target has them or says why not, in whatever order they came.
 */
class AnyDocumentsITCase {

    private static final CollectionMapping MAPPING = CollectionMapping.byConvention("shop", "*");
    private static final String DEAD_LETTERS = "lockstep_dead_letters";

    /** Why a document by convention may have no row; all others would be mistakes. */
    private static final Set<DeadLetter.Code> ALLOWED =
            EnumSet.of(DeadLetter.Code.NUMBER_NOT_FINITE, DeadLetter.Code.VALUE_OUT_OF_RANGE);

    private static MySqlServer server;
    private static Connection connection;

    @BeforeContainer
    static void start() throws SQLException {
        server = MySqlServers.startForTests();
        connection = server.connect();
    }

    @AfterContainer
    static void stop() throws Exception {
        connection.close();
        server.close();
    }

    @Provide
    Arbitrary<List<BsonDocument>> collections() {
        return AnyDocuments.collections();
    }

    @Property(tries = 40)
    void allArriveInWhateverOrder(
            @ForAll("collections") List<BsonDocument> documents, @ForAll Random random)
            throws Exception {
        execute(
                "DROP TABLE IF EXISTS given, shuffled, lockstep_tables, lockstep_columns, "
                        + DEAD_LETTERS);
        List<BsonDocument> shuffled = new ArrayList<>(documents);
        Collections.shuffle(shuffled, random);

        write("given", documents, random);
        write("shuffled", shuffled, random);

        assertInStep("given", documents);
        assertInStep("shuffled", documents);
        assertThat(columns("shuffled")).isEqualTo(columns("given"));
        assertThat(deadLetters("shuffled")).isEqualTo(deadLetters("given"));
    }

    private static void write(String collection, List<BsonDocument> documents, Random random)
            throws SQLException {
        DocumentWriter writer =
                new DocumentWriter(
                        new JdbcTarget(server.url(), server.username(), server.password()),
                        MAPPING);
        int written = 0;
        while (written < documents.size()) {
            int end = Math.min(documents.size(), written + 1 + random.nextInt(4));
            writer.write(new Namespace("shop", collection), documents.subList(written, end));
            written = end;
        }
    }

    private static void assertInStep(String table, List<BsonDocument> documents)
            throws SQLException {
        DeadLetters letters = DeadLetters.read(connection, DEAD_LETTERS, "test");
        ComparisonResult.Counter counter = new ComparisonResult.Counter(letters.count());
        new TableComparison(new CollectionTable("shop", table, table), letters, counter)
                .compare(
                        documents.stream()
                                .map(it -> new RawBsonDocument(it, new BsonDocumentCodec()))
                                .toList(),
                        connection);
        assertThat(counter.result().first()).isEmpty();
    }

    /** Names and types; their order in the table is that in which they came. */
    private static Set<String> columns(String table) throws SQLException {
        return rows(
                "SELECT CONCAT(column_name, ' ', column_type, ' ', COALESCE(collation_name, ''))"
                        + " FROM information_schema.columns WHERE table_schema = DATABASE()"
                        + " AND table_name = '"
                        + table
                        + "'");
    }

    private static Set<String> deadLetters(String collection) throws SQLException {
        Set<String> codes =
                rows(
                        "SELECT DISTINCT code FROM "
                                + DEAD_LETTERS
                                + " WHERE namespace = 'shop."
                                + collection
                                + "'");
        assertThat(codes).isSubsetOf(ALLOWED.stream().map(Enum::name).toList());
        return rows(
                "SELECT CONCAT(document_key, ' ', code, ' ', path) FROM "
                        + DEAD_LETTERS
                        + " WHERE namespace = 'shop."
                        + collection
                        + "'");
    }

    private static Set<String> rows(String sql) throws SQLException {
        Set<String> rows = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }

    private static void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
