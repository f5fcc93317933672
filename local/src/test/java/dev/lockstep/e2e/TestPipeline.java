package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.lockstep.config.Delivery;
import dev.lockstep.config.Errors;
import dev.lockstep.config.JdbcTarget;
import dev.lockstep.config.MongoSource;
import dev.lockstep.config.Pipeline;
import dev.lockstep.config.Startup;
import dev.lockstep.config.StreamPolicy;
import dev.lockstep.event.Namespace;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.local.verify.ChildTable;
import dev.lockstep.local.verify.CollectionTable;
import dev.lockstep.local.verify.Comparison;
import dev.lockstep.local.verify.ComparisonResult;
import dev.lockstep.mapping.ChildMapping;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.SchemaDrift;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline from new databases of its own, with settings that make a test quick: everything by
 * convention into tables named {@code database_collection}, unless mappings are declared.
 */
final class TestPipeline {

    static final String DEAD_LETTERS = "lockstep_dead_letters";

    /** Tells how far the job has read; no part of a test's data. */
    private static final String MARKERS = "markers";

    private final MongoDbExtension source;
    private final MySqlExtension target;
    private final List<MongoDatabase> databases = new ArrayList<>();
    private final List<CollectionMapping> declared = new ArrayList<>();
    private final Map<Namespace, ChildTable[]> children = new HashMap<>();
    private Startup startup = new Startup.Initial();
    private int splitSizeMb = 64;
    private StreamPolicy streamPolicy = StreamPolicy.DEFAULT;
    private int batchRows = 1000;
    private Duration checkpointInterval = Duration.ofMillis(250);

    TestPipeline(MongoDbExtension source, MySqlExtension target) {
        this.source = source;
        this.target = target;
        addDatabase("shop");
    }

    /** Adds one more source database. */
    MongoDatabase addDatabase(String prefix) {
        MongoDatabase database = source.newDatabase(prefix);
        databases.add(database);
        return database;
    }

    /** Adds a mapping; it takes precedence over the convention. */
    TestPipeline declare(CollectionMapping mapping) {
        declared.add(mapping);
        return this;
    }

    /**
     * Gives arrays and maps of a collection of the first database tables of their own, and lets all
     * else go by convention.
     *
     * @param compared the same tables, for comparisons
     */
    TestPipeline withChildren(
            String collection, List<ChildMapping> mappings, ChildTable... compared) {
        declared.add(
                new CollectionMapping(
                                database().getName(),
                                collection,
                                table(collection),
                                List.of(),
                                List.of(),
                                List.of(),
                                SchemaDrift.EVOLVE)
                        .withChildren(mappings));
        children.put(new Namespace(database().getName(), collection), compared);
        return this;
    }

    /** Declares these mappings and no others. */
    TestPipeline withOnly(List<CollectionMapping> mappings) {
        declared.clear();
        declared.addAll(mappings);
        return this;
    }

    TestPipeline startup(Startup value) {
        startup = value;
        return this;
    }

    TestPipeline splitSizeMb(int value) {
        splitSizeMb = value;
        return this;
    }

    TestPipeline streamPolicy(StreamPolicy value) {
        streamPolicy = value;
        return this;
    }

    TestPipeline batchRows(int value) {
        batchRows = value;
        return this;
    }

    TestPipeline checkpointInterval(Duration value) {
        checkpointInterval = value;
        return this;
    }

    /** The first source database. */
    MongoDatabase database() {
        return databases.get(0);
    }

    MongoCollection<Document> collection(String name) {
        return database().getCollection(name);
    }

    /** The table of a collection of the first database by convention. */
    String table(String collection) {
        return table(database(), collection);
    }

    String table(MongoDatabase database, String collection) {
        return byConvention(database, SchemaDrift.EVOLVE)
                .tableFor(new Namespace(database.getName(), collection));
    }

    Connection connectToTarget() throws SQLException {
        return target.connect();
    }

    /** The pipeline's name: as unique as the first database's. */
    String name() {
        return database().getName();
    }

    Pipeline pipeline() {
        List<CollectionMapping> collections = new ArrayList<>(declared);
        databases.forEach(database -> collections.add(byConvention(database, SchemaDrift.EVOLVE)));
        return new Pipeline(
                name(),
                new MongoSource(
                        source.uri(),
                        startup,
                        Duration.ofMillis(50),
                        1024,
                        Duration.ofSeconds(1),
                        splitSizeMb,
                        streamPolicy),
                new JdbcTarget(target.url(), target.username(), target.password()),
                collections,
                new Delivery(
                        batchRows,
                        4L << 20,
                        Duration.ofMillis(50),
                        checkpointInterval,
                        new Delivery.Retry(8, Duration.ofMillis(20), Duration.ofSeconds(1))),
                new Errors(DEAD_LETTERS));
    }

    private static CollectionMapping byConvention(MongoDatabase database, SchemaDrift drift) {
        return new CollectionMapping(
                database.getName(),
                CollectionMapping.ANY,
                "{database}_{collection}",
                List.of(),
                List.of(),
                List.of(),
                drift);
    }

    /** Compares every collection that goes by convention with its table and child tables. */
    ComparisonResult compare() throws SQLException {
        List<CollectionTable> pairs = new ArrayList<>();
        for (MongoDatabase database : databases) {
            for (String collection : database.listCollectionNames()) {
                Namespace namespace = new Namespace(database.getName(), collection);
                if (goesByConvention(namespace)) {
                    pairs.add(
                            new CollectionTable(
                                            database.getName(),
                                            collection,
                                            table(database, collection))
                                    .withChildren(
                                            children.getOrDefault(namespace, new ChildTable[0])));
                }
            }
        }
        try (Connection connection = target.connect()) {
            return new Comparison(source.client(), name(), DEAD_LETTERS).compare(pairs, connection);
        }
    }

    private boolean goesByConvention(Namespace namespace) {
        return !namespace.collection().equals(MARKERS)
                && (children.containsKey(namespace)
                        || declared.stream().noneMatch(mapping -> mapping.covers(namespace)));
    }

    /** Exact only when nothing changes any more. */
    void assertInStep() throws SQLException {
        ComparisonResult result = compare();
        assertThat(result.first()).as(result.summary()).isEmpty();
    }

    void insertMarker(String id) {
        collection(MARKERS).insertOne(new Document("_id", id));
    }

    /** Whether the marker became a row; with an empty id: any marker. */
    boolean hasMarker(String id) throws SQLException {
        return target().strings("SELECT id FROM `" + table(MARKERS) + "`").stream()
                .anyMatch(found -> id.isEmpty() || found.equals(id));
    }

    /** Code, path and whether it is superseded of each dead letter, by code and path. */
    List<List<@Nullable Object>> deadLetters() throws SQLException {
        return target().values(
                        "SELECT code, path, superseded FROM `%s` WHERE pipeline = '%s' ORDER BY 1, 2"
                                .formatted(DEAD_LETTERS, name()));
    }

    /** The target, to look at. */
    TargetRows target() {
        return new TargetRows(target);
    }
}
