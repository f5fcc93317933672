package dev.lockstep.e2e;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.ChildMapping;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.OnDuplicateKey;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.plan.CollectionPlan;
import dev.lockstep.plan.Planner;
import dev.lockstep.sink.jdbc.TablePlan;
import dev.lockstep.type.ColumnType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The job makes of the tables what the plan said, and nothing else. */
final class PlanKeepsItsWordITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private static final Path DATA = Path.of("..", "..", "shared", "data");

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL);

    @Test
    void ofNewTables() throws Exception {
        insert(
                "orders",
                "{_id: 1, total: 5, customer: {name: 'Ada', email: null}, items: ['a'], n: 1}",
                "{_id: 2, total: 5.5, customer: {name: 'Bo'}, n: {$numberLong: '5000000000'}}",
                "{_id: 3, total: 'much', when: {$date: '2026-01-01T00:00:00Z'}}",
                "{_id: 4, bad: NaN}");
        insert("mixed", "{_id: 1, v: 1}", "{_id: 'x', v: true}", "{_id: {a: 1}, v: [1]}");

        assertKept();
    }

    @Test
    void ofTablesThatAreThere() throws Exception {
        insert(
                "orders",
                "{_id: 1, total: 'x', note: 'longer than five', big: 1, more: 1}",
                "{_id: 2, total: 1, note: 'short', big: 0.5}");

        String table = "`" + shop.table("orders") + "`";
        assertKept(
                "CREATE TABLE "
                        + table
                        + " (id BIGINT PRIMARY KEY, total INT, note VARCHAR(5), big BIGINT, mine INT)",
                "INSERT INTO " + table + " (id, big) VALUES (7, 9007199254740993)");
    }

    @Test
    void ofChildTables() throws Exception {
        shop.declare(
                mapping(
                        "orders",
                        List.of(
                                ChildMapping.byConvention("items"),
                                ChildMapping.byConvention("none"))));
        insert(
                "orders",
                "{_id: 1, items: [{sku: 'a', qty: 2, lots: ['x', 7]}, {sku: 'b', note: null}]}",
                "{_id: 'x', items: [{sku: 'c', qty: 1.5}, 'y'], v: 1}",
                "{_id: 3, items: [{sku: 'd', bad: NaN, qty: 'z'}, {sku: 'e', bad: NaN}]}",
                "{_id: 4, items: 'no array'}",
                "{_id: 5}");

        assertKept();
    }

    @Test
    void ofBusinessKeys() throws Exception {
        shop.declare(
                mapping("orders", List.of())
                        .withKey(
                                OnDuplicateKey.REJECT,
                                List.of(
                                        new ColumnMapping(
                                                "no", "no", ColumnType.Int.REGULAR, false, null)))
                        .withHistory("{database}_{collection}_history"));
        insert(
                "orders",
                "{_id: 1, no: 7, v: 1}",
                "{_id: 2, no: {$numberLong: '7'}, v: 2.5}",
                "{_id: 3, no: 8}",
                "{_id: 4, no: 'x'}",
                "{_id: 5, no: 7.0}");

        assertKept();
    }

    @Test
    void ofRealCollections() throws Exception {
        assumeTrue(Files.exists(DATA), "the sample collections are not beside the repository");
        for (String name : List.of("customers", "products", "restaurant", "students")) {
            insert(name, Files.readAllLines(DATA.resolve(name + ".json")).toArray(String[]::new));
        }

        assertKept();
    }

    /**
     * Runs the plan's DDL, looks at the tables, sets them back and lets the job do its work.
     *
     * @param there SQL that makes what is there before
     */
    private void assertKept(String... there) throws Exception {
        execute(there);
        List<CollectionPlan> plans = new Planner(shop.pipeline(), 10_000).plan();
        for (CollectionPlan plan : plans) {
            for (TablePlan table : plan.tables()) {
                execute(table.ddl().toArray(String[]::new));
            }
        }
        Map<String, Map<String, String>> planned = columns(plans);
        assertThat(planned).isNotEmpty().doesNotContainValue(Map.of());
        dropTables();
        execute(there);

        RunningJob job = FLINK.start(shop, 2);
        job.awaitDrained();

        assertThat(columns(plans)).isEqualTo(planned);
        assertThat(tables())
                .filteredOn(table -> !table.contains("_markers"))
                .containsExactlyInAnyOrderElementsOf(planned.keySet());
        assertThat(deadLetters()).isEqualTo(deadLetters(plans));
    }

    private CollectionMapping mapping(String collection, List<ChildMapping> children) {
        return new CollectionMapping(
                        shop.database().getName(),
                        collection,
                        "{database}_{collection}",
                        List.of(),
                        List.of(),
                        List.of(),
                        SchemaDrift.EVOLVE)
                .withChildren(children);
    }

    private void execute(String... statements) throws SQLException {
        for (String sql : statements) {
            shop.target().execute(sql);
        }
    }

    private Map<String, Map<String, String>> columns(List<CollectionPlan> plans)
            throws SQLException {
        Map<String, Map<String, String>> columns = new TreeMap<>();
        for (CollectionPlan plan : plans) {
            for (TablePlan table : plan.tables()) {
                columns.put(table.table(), TargetColumns.of(table.table(), shop.target()));
            }
        }
        return columns;
    }

    private String deadLetters() throws SQLException {
        return shop.deadLetters().stream()
                .map(letter -> letter.get(0) + " " + letter.get(1))
                .sorted()
                .collect(joining("\n"));
    }

    private static String deadLetters(List<CollectionPlan> plans) {
        return plans.stream()
                .flatMap(plan -> plan.deadLetters().entrySet().stream())
                .flatMap(
                        it ->
                                Stream.generate(() -> it.getKey().code() + " " + it.getKey().path())
                                        .limit(it.getValue()))
                .sorted()
                .collect(joining("\n"));
    }

    private void dropTables() throws SQLException {
        for (String table : tables()) {
            shop.target().execute("DROP TABLE `" + table + "`");
        }
    }

    private List<String> tables() throws SQLException {
        return shop.target().strings("SHOW TABLES LIKE '" + shop.database().getName() + "%'");
    }

    private void insert(String collection, String... documents) {
        shop.collection(collection).insertMany(Stream.of(documents).map(Document::parse).toList());
    }
}
