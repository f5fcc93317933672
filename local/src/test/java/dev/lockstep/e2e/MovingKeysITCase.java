package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.local.verify.CollectionTable;
import dev.lockstep.local.verify.Comparison;
import dev.lockstep.local.verify.ComparisonResult;
import dev.lockstep.mapping.ChildMapping;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ColumnPolicies;
import dev.lockstep.mapping.ColumnSource;
import dev.lockstep.mapping.OnDuplicateKey;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.type.ColumnType;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bson.Document;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Documents that change, swap and share their business keys, while the job is killed. Each row
 * shows its array twice, as JSON and as the rows of a child table: the two are of one version
 * whenever somebody looks.
 */
final class MovingKeysITCase {

    private static final int USERS = 30;
    private static final int KEYS = 20;
    private static final int CHANGES = 600;

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL).batchRows(11);
    private final MongoCollection<Document> users = shop.collection("users");
    private final String table = shop.table("users");
    private final String child = table + "_tags";
    private final Random random = new Random(7);

    @ParameterizedTest
    @EnumSource
    void rowsFollowTheirDocuments(OnDuplicateKey policy) throws Exception {
        shop.declare(mapping(policy));
        for (int id = 0; id < USERS; id++) {
            users.insertOne(user(id));
        }
        RunningJob job = FLINK.start(shop, 3);
        job.awaitStreaming();
        for (int change = 0; change < CHANGES; change++) {
            change(random.nextInt(USERS));
            if (change % 10 == 0) {
                assertEachRowHasItsOwnChildren();
            }
            if (change == CHANGES / 2) {
                FLINK.replaceTaskManager();
            }
        }
        job.awaitRestartAfter(0);
        job.awaitDrained();

        ComparisonResult result = compare();
        assertThat(result.first()).as(result.summary()).isEmpty();
        List<String> keys = new ArrayList<>();
        users.distinct("contact.email", String.class).into(keys);
        assertThat(result.rows()).isEqualTo(keys.size());
        assertThat(result.deadLetters())
                .isEqualTo(
                        policy == OnDuplicateKey.REJECT ? users.countDocuments() - keys.size() : 0);
        assertEachRowHasItsOwnChildren();
        assertThat(shop.target().number("SELECT COUNT(*) FROM `" + child + "`")).isPositive();

        users.deleteMany(new Document());
        job.awaitDrained();
        assertThat(shop.target().number("SELECT COUNT(*) FROM `" + table + "`")).isZero();
        assertThat(
                        shop.target()
                                .number(
                                        "SELECT COUNT(*) FROM lockstep_keys WHERE table_name = '"
                                                + table
                                                + "'"))
                .isZero();
        assertThat(shop.target().number("SELECT COUNT(*) FROM `" + child + "`")).isZero();
    }

    private void assertEachRowHasItsOwnChildren() throws Exception {
        assertThat(
                        shop.target()
                                .number(
                                        """
                                        SELECT
                                          (SELECT COUNT(*) FROM `CHILD` AS child
                                             LEFT JOIN `TABLE` AS owner ON `TABLE_email` = email
                                             WHERE email IS NULL OR value <>
                                               JSON_EXTRACT(tags, CONCAT('$[', ordinal, ']')))
                                          + (SELECT COUNT(*) FROM `TABLE` WHERE
                                               JSON_LENGTH(tags) <> (SELECT COUNT(*) FROM `CHILD`
                                                 WHERE `TABLE_email` = email))
                                        """
                                                .replace("CHILD", child)
                                                .replace("TABLE", table)))
                .isZero();
    }

    /** Replaced, not updated, where the key changes: a state of its own for each change. */
    private void change(int id) {
        switch (random.nextInt(5)) {
            case 0 -> users.deleteOne(eq("_id", id));
            case 1 -> users.updateOne(eq("_id", id), inc("n", 1));
            case 2 -> users.updateOne(eq("_id", id), push("tags", random.nextInt(100)));
            case 3 -> users.updateOne(eq("_id", id), set("contact.email", email()));
            default -> users.replaceOne(eq("_id", id), user(id), new ReplaceOptions().upsert(true));
        }
    }

    private Document user(int id) {
        return new Document("_id", id)
                .append("contact", new Document("email", email()))
                .append("n", 1)
                .append("tags", random.ints(random.nextInt(4), 0, 100).boxed().toList());
    }

    private String email() {
        return "user" + random.nextInt(KEYS) + "@example.com";
    }

    private ComparisonResult compare() throws Exception {
        try (Connection connection = MYSQL.connect()) {
            return new Comparison(MONGODB.client(), shop.name(), TestPipeline.DEAD_LETTERS)
                    .compare(
                            List.of(
                                    new CollectionTable(
                                            shop.database().getName(),
                                            "users",
                                            table,
                                            Map.of("contact.email", "email"))),
                            connection);
        }
    }

    private CollectionMapping mapping(OnDuplicateKey policy) {
        return new CollectionMapping(
                        shop.database().getName(),
                        "users",
                        table,
                        List.of(),
                        List.of(
                                new ColumnMapping(
                                        new ColumnSource.Computed("doc.tags"),
                                        "tags",
                                        new ColumnType.Json(),
                                        true,
                                        null,
                                        ColumnPolicies.of(true, false))),
                        List.of(),
                        SchemaDrift.EVOLVE)
                .withChildren(List.of(ChildMapping.byConvention("tags")))
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
}
