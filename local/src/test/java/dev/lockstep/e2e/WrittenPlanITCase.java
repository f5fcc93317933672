package dev.lockstep.e2e;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.config.Pipeline;
import dev.lockstep.config.PipelineFile;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.plan.PipelineChange;
import dev.lockstep.plan.PipelineComparison;
import dev.lockstep.plan.PipelineDraft;
import dev.lockstep.plan.Planner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A job with the pipeline file that a plan writes does what the job by convention does. */
final class WrittenPlanITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private static final Path DATA = Path.of("..", "..", "shared", "data");

    @TempDir private Path folder;

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL);

    @Test
    void ofDocumentsOfAllKinds() throws Exception {
        insert(
                "orders",
                "{_id: 1, total: 5, customer: {name: 'Ada', email: null}, items: [{a: 1}, 'x']}",
                "{_id: 2, total: 5.5, customer: {name: 'Bo'}, n: {$numberLong: '5000000000'}}",
                "{_id: 3, total: 'much', when: {$date: '2026-01-01T00:00:00Z'}, total_: 1}",
                "{_id: 4, bad: NaN, big: {$numberDecimal: '1E-20'}, Total: {$numberDecimal: '1.5'}}",
                "{_id: 5, lines: 'l1\\nl2', bytes: {$binary: {base64: 'AQ==', subType: '00'}}}");
        insert("mixed", "{_id: 1, v: 1}", "{_id: 'x', v: true}", "{_id: {a: 1}, v: [1]}");
        insert(
                "names",
                "{_id: 1, 'a.b': 1, a: {b: 2}, a_b: 3, 'ä €': 4, 'x😀': 5, '#c': 6, '{d': 7, '$': 8}",
                "{_id: 2, '${HOME}': 1, 'it\\'s': 2, 'back\\\\slash': 3, '`': 4, ' lead': 5, 'no': 6}",
                "{_id: 3, id: 1, Id: 2, '1': 3, 'true': 4, '- x': 5, 'tab\\there': 6, ': ': 7, '*': 8}",
                "{_id: 4, '%s': 1, 'q\"q': 2, 'line\\nend': 3, null: 4, '~': 5, '': 6, '_': 7}"
                        .formatted("long".repeat(20)));
        insert(
                "shapes",
                "{_id: 1, a: {}, b: {c: 1}, d: {e: {}}, m: {'0123456789ab': 1, 'x': 2}, z: null}",
                "{_id: 2, a: {x: 1}, b: 5, d: {e: {f: 1}}, m: {'0123456789ac': {y: 1}}}",
                "{_id: 3, a: null, b: null, m: {}, f: {g: {h: 1, i: [1]}}, f_g: {h: 2}}");
        insert("empty", "{_id: 1}");
        shop.database().createCollection("nothing");
        insert("with.dots", "{_id: 1, v: 1}");

        assertSame("from: %s.*, table: '{database}_{collection}'");
    }

    @Test
    void ofChildTablesAndPartlyDeclaredColumns() throws Exception {
        insert(
                "orders",
                "{_id: 1, box: {items: [{sku: 'a', qty: 2, lots: ['x', 7], t: {of: {}}}]}, v: 1}",
                "{_id: 2, box: {items: [{sku: 'b', qty: 1.5}, 'y'], w: 1}, tiers: {'0df0': {l: 3}}}",
                "{_id: 3, box: 5, v: 'x', card: {no: '4111', of: 'x'}, gone: {x: 1}}",
                "{_id: 4, box: {items: [{sku: 'a', t: {of: 1}}]}}");

        assertSame(
                """
                from: %s.*
                    table: '{database}_{collection}'
                    columns:
                      - { path: v, type: TEXT, on_mismatch: text }
                      - { path: card.no, column: number, mask: redact }
                      - { constant: eu, column: region, type: CHAR(2) }
                    exclude: [gone]
                    history: true
                    deletes: soft
                    children:
                      - path: box.items
                        on_mismatch: empty
                        columns: [{ path: qty, column: quantity }]
                        children: [{ path: lots }]
                      - { path: tiers, map: true }
                """
                        .strip());
    }

    @Test
    void ofRealCollections() throws Exception {
        assumeTrue(Files.exists(DATA), "the sample collections are not beside the repository");
        for (String name :
                List.of(
                        "accounts",
                        "books",
                        "customers",
                        "products",
                        "restaurant",
                        "students",
                        "theaters")) {
            insert(
                    name,
                    Files.readAllLines(DATA.resolve(name + ".json")).stream()
                            // The driver reads no offset without a colon.
                            .map(line -> line.replaceAll("([+-]\\d\\d)(\\d\\d\" \\})", "$1:$2"))
                            .toArray(String[]::new));
        }

        assertSame("from: %s.*, table: '{database}_{collection}'");
    }

    private void assertSame(String entry) throws Exception {
        Pipeline before = read(write("before.yaml", file(entry)));
        PipelineDraft.Draft draft =
                PipelineDraft.of(
                        Files.readString(folder.resolve("before.yaml")),
                        before,
                        new Planner(before, 10_000).plan());
        Pipeline after = read(write("after.yaml", draft.text()));

        assertThat(PipelineComparison.compare(before, after))
                .as(draft.text())
                .isNotEmpty()
                .allMatch(PipelineChange::isCompatible);
        String byConvention = targetOf(before);
        dropTables();
        assertThat(targetOf(after)).as(draft.text()).isEqualTo(byConvention);
        assertThat(draft.text()).contains("${MONGODB}").contains("${PASSWORD}");
        if (!MYSQL.password().isEmpty()) {
            assertThat(draft.text()).doesNotContain(MONGODB.uri()).doesNotContain(MYSQL.url());
        }
    }

    private String file(String entry) {
        String collection = entry.formatted(shop.database().getName());
        return """
               name: shop
               source: { uri: "${MONGODB}" }
               target: { url: "${MYSQL}", username: "${USER}", password: "${PASSWORD}" }
               collections:
                 - %s
               """
                .formatted(collection.contains("\n") ? collection : "{ " + collection + " }");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Pipeline read(Path file) {
        Map<String, String> environment =
                Map.of(
                        "MONGODB", MONGODB.uri(),
                        "MYSQL", MYSQL.url(),
                        "USER", MYSQL.username(),
                        "PASSWORD", MYSQL.password());
        PipelineFile.Outcome outcome = PipelineFile.read(file, environment::get);
        assertThat(outcome).as(() -> outcome + textOf(file)).isInstanceOf(PipelineFile.Valid.class);
        return ((PipelineFile.Valid) outcome).pipeline();
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** All tables that a job makes, with their columns, rows and dead letters. */
    private String targetOf(Pipeline pipeline) throws Exception {
        TestPipeline job = shop.withOnly(pipeline.collections());
        RunningJob running = FLINK.start(job, 2);
        running.awaitDrained();
        running.cancel();
        Map<String, String> tables = new TreeMap<>();
        for (String table : tables()) {
            Map<String, String> columns = TargetColumns.of(table, shop.target());
            String names =
                    columns.keySet().stream()
                            .filter(name -> !name.startsWith("_position"))
                            .map(name -> "`" + name.replace("`", "``") + "`")
                            .collect(joining(","));
            tables.put(
                    table,
                    columns
                            + "\n"
                            + shop
                                    .target()
                                    .values("SELECT " + names + " FROM `" + table + "`")
                                    .stream()
                                    .map(row -> Arrays.deepToString(row.toArray()))
                                    .sorted()
                                    .collect(joining("\n")));
        }
        return tables + "\n" + shop.deadLetters();
    }

    private List<String> tables() throws Exception {
        return shop.target().strings("SHOW TABLES").stream()
                .filter(table -> table.startsWith(shop.database().getName()))
                .filter(table -> !table.contains("_markers"))
                .toList();
    }

    private void dropTables() throws Exception {
        for (String table : shop.target().strings("SHOW TABLES")) {
            shop.target().execute("DROP TABLE `" + table + "`");
        }
    }

    private void insert(String collection, String... documents) {
        shop.collection(collection).insertMany(Stream.of(documents).map(Document::parse).toList());
    }
}
