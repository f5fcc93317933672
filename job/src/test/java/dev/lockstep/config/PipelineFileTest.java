package dev.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.yaml.Problem;
import dev.lockstep.mapping.ChildMapping;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ColumnPolicies;
import dev.lockstep.mapping.ColumnPolicies.OnMismatch;
import dev.lockstep.mapping.ColumnPolicies.OnMissing;
import dev.lockstep.mapping.ColumnPolicies.OnNull;
import dev.lockstep.mapping.ColumnSource;
import dev.lockstep.mapping.ColumnSource.Metadata;
import dev.lockstep.mapping.Deletes;
import dev.lockstep.mapping.ElementKey;
import dev.lockstep.mapping.OnDuplicateKey;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.mapping.TableLimits;
import dev.lockstep.mask.Mask;
import dev.lockstep.mask.MaskingKeys;
import dev.lockstep.type.ColumnType;
import dev.lockstep.value.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PipelineFileTest {

    private static final Path EXAMPLES = Path.of("..", "conf");

    @TempDir private Path folder;

    @Test
    void theLeastFileHasAllDefaults() {
        Pipeline pipeline =
                valid(EXAMPLES.resolve("minimal.yaml"), Map.of("MYSQL_PASSWORD", "s3cret"));

        assertThat(pipeline)
                .isEqualTo(
                        new Pipeline(
                                "shop",
                                new MongoSource(
                                        "mongodb://localhost:27017/?replicaSet=rs0",
                                        new Startup.Initial(),
                                        Duration.ofMillis(100),
                                        1024,
                                        Duration.ofSeconds(5),
                                        64,
                                        StreamPolicy.DEFAULT),
                                new JdbcTarget(
                                        "jdbc:mysql://localhost:3306/shop", "lockstep", "s3cret"),
                                List.of(CollectionMapping.byConvention("shop", "*")),
                                new Delivery(
                                        1000,
                                        4 << 20,
                                        Duration.ofMillis(200),
                                        Duration.ofSeconds(10),
                                        new Delivery.Retry(
                                                8, Duration.ofMillis(100), Duration.ofSeconds(10))),
                                new Errors("lockstep_dead_letters")));
    }

    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    @Test
    void everythingCanBeDeclared() {
        Pipeline pipeline =
                valid(
                        EXAMPLES.resolve("shop.yaml"),
                        Map.of("MYSQL_PASSWORD", "", "BATCH_ROWS", "500", "HASH_KEY", KEY));

        assertThat(pipeline.delivery().batchRows()).isEqualTo(500);
        assertThat(pipeline.collections())
                .containsExactly(
                        new CollectionMapping(
                                "shop",
                                "orders",
                                "orders",
                                List.of(
                                        new ColumnMapping(
                                                "_id",
                                                "order_id",
                                                ColumnType.Char.OBJECT_ID,
                                                false,
                                                null)),
                                List.of(
                                        new ColumnMapping(
                                                "customer.email",
                                                "email",
                                                new ColumnType.VarChar(255),
                                                true,
                                                new Value.Text("unknown")),
                                        new ColumnMapping(
                                                new ColumnSource.Field("total"),
                                                "total",
                                                new ColumnType.Decimal(12, 2),
                                                true,
                                                null,
                                                new ColumnPolicies(
                                                        OnMismatch.REJECT,
                                                        OnMissing.KEEP,
                                                        OnNull.NULL)),
                                        new ColumnMapping(
                                                new ColumnSource.Constant(new Value.Text("eu")),
                                                "region",
                                                new ColumnType.Char(2),
                                                true,
                                                null,
                                                ColumnPolicies.of(true, false)),
                                        new ColumnMapping(
                                                new ColumnSource.Field("customer.phone"),
                                                "customer_phone",
                                                null,
                                                true,
                                                null,
                                                ColumnPolicies.of(true, false),
                                                new Mask.Hash()),
                                        new ColumnMapping(
                                                new ColumnSource.Computed("size(doc.items)"),
                                                "item_count",
                                                null,
                                                true,
                                                null,
                                                ColumnPolicies.of(true, false)),
                                        SourceKeys.column(Metadata.CLUSTER_TIME),
                                        SourceKeys.column(Metadata.DELETED),
                                        SourceKeys.column(Metadata.DELETED_AT)),
                                List.of("internal.notes"),
                                SchemaDrift.STRICT,
                                Deletes.SOFT,
                                "doc.status != 'draft'",
                                new MaskingKeys(new MaskingKeys.Key("hash", KEY), List.of()),
                                "order_changes",
                                OnDuplicateKey.REJECT,
                                List.of(
                                        new ChildMapping(
                                                "items",
                                                "order_items",
                                                new ElementKey.Field("sku", "article"),
                                                List.of(
                                                        new ColumnMapping(
                                                                "price",
                                                                "price",
                                                                new ColumnType.Decimal(12, 2),
                                                                true,
                                                                null)),
                                                List.of("internal"),
                                                ChildMapping.OnMismatch.REJECT,
                                                List.of()),
                                        new ChildMapping(
                                                "discounts",
                                                null,
                                                new ElementKey.Name("key"),
                                                List.of(),
                                                List.of(),
                                                ChildMapping.OnMismatch.REJECT,
                                                List.of())),
                                TableLimits.DEFAULT),
                        new CollectionMapping(
                                        "shop",
                                        "customers",
                                        "{collection}",
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        SchemaDrift.EVOLVE,
                                        Deletes.HARD,
                                        null,
                                        new MaskingKeys(
                                                new MaskingKeys.Key("hash", KEY), List.of()))
                                .withKey(
                                        OnDuplicateKey.LATEST,
                                        List.of(
                                                new ColumnMapping(
                                                        new ColumnSource.Field("email"),
                                                        "email",
                                                        new ColumnType.Char(64),
                                                        false,
                                                        null,
                                                        ColumnPolicies.of(false, false),
                                                        new Mask.Hash()),
                                                new ColumnMapping(
                                                        "address.country",
                                                        "country",
                                                        new ColumnType.Char(2),
                                                        false,
                                                        null)))
                                .withChildren(List.of(ChildMapping.byConvention("notes"))),
                        new CollectionMapping(
                                "shop",
                                "*",
                                "shop_{collection}",
                                List.of(),
                                List.of(),
                                List.of(),
                                SchemaDrift.EVOLVE,
                                Deletes.HARD,
                                null,
                                new MaskingKeys(new MaskingKeys.Key("hash", KEY), List.of())));
    }

    @Test
    void collectionsTakeThePipelinesDriftUnlessTheyHaveTheirOwn() throws IOException {
        Pipeline pipeline =
                valid(
                        file(
                                BadFiles.HEAD
                                        + """
                                        collections:
                                          - from: shop.orders
                                          - from: shop.*
                                            schema_drift: strict
                                        schema_drift: ignore
                                        """),
                        Map.of());

        assertThat(pipeline.collections())
                .extracting(CollectionMapping::schemaDrift)
                .containsExactly(SchemaDrift.IGNORE, SchemaDrift.STRICT);
    }

    @Test
    void startsAtATimestamp() throws IOException {
        Pipeline pipeline =
                valid(
                        file(
                                """
                                name: shop
                                source:
                                  uri: mongodb://localhost
                                  startup: timestamp
                                  startup_timestamp: 2026-01-01T00:00:00Z
                                target: { url: "jdbc:mysql://localhost/shop" }
                                collections: [{ from: shop.* }]
                                """),
                        Map.of());

        assertThat(pipeline.source().startup())
                .isEqualTo(new Startup.AtTimestamp(Instant.parse("2026-01-01T00:00:00Z")));
    }

    @Test
    void whatAVariableHoldsIsNeverTakenForYamlOrForAVariable() throws IOException {
        Path file =
                file(
                        """
                        name: shop
                        source: { uri: "mongodb://${USER_}:${PASS}@localhost" }
                        target:
                          url: jdbc:mysql://localhost/shop
                          username: ${UNSET:-}
                          password: ${SECRET}$${SECRET}${EMPTY:-default}
                        collections: [{ from: shop.* }]
                        delivery: { batch_rows: "${ROWS:-77}" }
                        """);
        String secret = "a: [b\n# \"'c ${USER_} $0 \\";

        Pipeline pipeline =
                valid(file, Map.of("USER_", "me", "PASS", "p", "SECRET", secret, "EMPTY", ""));

        assertThat(pipeline.source().uri()).isEqualTo("mongodb://me:p@localhost");
        assertThat(pipeline.target())
                .isEqualTo(
                        new JdbcTarget(
                                "jdbc:mysql://localhost/shop", "", secret + "${SECRET}default"));
        assertThat(pipeline.delivery().batchRows()).isEqualTo(77);
    }

    static Stream<BadFiles.Case> badFiles() {
        return BadFiles.all();
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void tellsEveryProblemWhereItStands(BadFiles.Case bad) throws IOException {
        assertThat(problems(file(bad.yaml()))).containsExactlyElementsOf(bad.problems());
    }

    @Test
    void noMessageShowsASecretOrWhatCameFromTheEnvironment() throws IOException {
        String secret = "t0p-s3cret";
        Map<String, String> environment = Map.of("SECRET", secret);
        String yaml =
                """
                name: ${SECRET}!
                source: { uri: "${SECRET}", batch_size: "${SECRET}", startup: "x${SECRET}" }
                target: { url: "t0p-s3cret", password: [t0p-s3cret] }
                collections:
                  - { from: "${SECRET}", table: "{${SECRET}}", schema_drift: "${SECRET}" }
                delivery: { flush_interval: "${SECRET}", batch_bytes: "${SECRET}" }
                """;

        assertThat(problems(file(yaml), environment)).hasSize(11);
        assertThat(problems(file(yaml), environment).toString()).doesNotContain(secret);
        for (String broken : List.of("*", "!a!", "&", "%", "@", "[", "'", "`", "\"\\q", "x: ")) {
            String line = "target:\n  password: " + broken + secret + "\n  url: u\n";
            assertThat(problems(file(line), environment)).isNotEmpty();
            assertThat(problems(file(line), environment).toString()).doesNotContain(secret);
        }
    }

    @Test
    void aSyntaxErrorIsOneProblem() throws IOException {
        String hint =
                " (indent with spaces; quote a value that begins with one of @ ` % & * ! | > { [ or"
                        + " contains ': ' or ' #')";

        assertThat(problems(file("name: a\n---\nname: b\n")))
                .containsExactly(
                        "pipeline.yaml:2:1: is not valid YAML: a second document begins here"
                                + hint);
        assertThat(problems(file("name: a\n\tsource: b\n")))
                .containsExactly(
                        "pipeline.yaml:2:1: is not valid YAML: unexpected character" + hint);
        assertThat(problems(file("source: [a\nname: b\n")))
                .containsExactly(
                        "pipeline.yaml:2:5: is not valid YAML: expected ',' or ']', but got :"
                                + hint);
        assertThat(problems(file("[".repeat(100))))
                .containsExactly("pipeline.yaml: is not YAML, or too large" + hint);
    }

    @Test
    void aliasesStandForWhatTheyName() throws IOException {
        Pipeline pipeline =
                valid(
                        file(
                                """
                                name: &name shop
                                source: { uri: "mongodb://localhost" }
                                target:
                                  url: jdbc:mysql://localhost/shop
                                  username: *name
                                collections: [{ from: shop.* }]
                                """),
                        Map.of());

        assertThat(pipeline.target().username()).isEqualTo("shop");
        assertThat(problems(file("name: shop\nsource: &loop [*loop]\ncollections: *loop\n")))
                .anyMatch(
                        problem ->
                                problem.startsWith(
                                        "pipeline.yaml:2:9: collections[0]: is a list, not a"
                                                + " mapping (keys: from, table, "));
    }

    @Test
    void aFileThatCantBeReadIsOneProblem() throws IOException {
        Path latin1 = folder.resolve("latin1.yaml");
        Files.write(latin1, "name: é".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(problems(latin1))
                .containsExactly("latin1.yaml: is not text in UTF-8 (save it in that encoding)");
        assertThat(problems(folder.resolve("absent.yaml")))
                .containsExactly("absent.yaml: does not exist (the path of a pipeline file)");
        assertThat(problems(file("# nothing")))
                .containsExactly("pipeline.yaml: is empty (at least the required keys)");
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("pipeline.yaml"), yaml);
    }

    private static Pipeline valid(Path file, Map<String, String> environment) {
        PipelineFile.Outcome outcome = PipelineFile.read(file, environment::get);
        assertThat(outcome).isInstanceOf(PipelineFile.Valid.class);
        return ((PipelineFile.Valid) outcome).pipeline();
    }

    private List<String> problems(Path file) {
        return problems(file, Map.of());
    }

    private List<String> problems(Path file, Map<String, String> environment) {
        PipelineFile.Outcome outcome = PipelineFile.read(file, environment::get);
        assertThat(outcome).isInstanceOf(PipelineFile.Invalid.class);
        return ((PipelineFile.Invalid) outcome)
                .problems().stream()
                        .map(Problem::toString)
                        .map(text -> text.substring(folder.toString().length() + 1))
                        .toList();
    }
}
