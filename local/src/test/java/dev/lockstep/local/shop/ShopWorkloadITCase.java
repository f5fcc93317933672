package dev.lockstep.local.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import dev.lockstep.local.mongodb.MongoDbExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ShopWorkloadITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();

    private static final ShopSize SIZE = new ShopSize(20, 10, 300);

    @Test
    void fills() {
        MongoDatabase database = MONGODB.newDatabase("shop");
        try (ShopWorkload workload = new ShopWorkload(database, 1, SIZE)) {
            workload.fill();
        }

        assertThat(database.getCollection("customers").countDocuments()).isEqualTo(20);
        assertThat(database.getCollection("products").countDocuments()).isEqualTo(10);
        assertThat(database.getCollection("orders").countDocuments()).isEqualTo(300);
    }

    @Test
    void changesEveryCollection() {
        MongoDatabase database = MONGODB.newDatabase("shop");
        try (ShopWorkload workload = new ShopWorkload(database, 1, SIZE)) {
            workload.fill();
            workload.start(10_000);
            await().atMost(Duration.ofSeconds(60)).until(() -> isBusy(workload));

            assertThat(workload.failure()).isEmpty();
        }
        Document made = new Document("channel", new Document("$exists", true));
        assertThat(database.getCollection("orders").countDocuments(made)).isPositive();
    }

    private static boolean isBusy(ShopWorkload workload) {
        return workload.failure().isPresent()
                || ShopWorkload.COLLECTIONS.stream().allMatch(name -> workload.changes(name) > 50);
    }

    @Test
    void sameSeedFillsWithTheSameDocuments() {
        assertThat(filled(5)).isEqualTo(filled(5)).hasSize(330);
    }

    private static List<Document> filled(long seed) {
        MongoDatabase database = MONGODB.newDatabase("shop");
        List<Document> documents = new ArrayList<>();
        try (ShopWorkload workload = new ShopWorkload(database, seed, SIZE)) {
            workload.fill();
            for (String collection : ShopWorkload.COLLECTIONS) {
                database.getCollection(collection)
                        .find()
                        .sort(new Document("_id", 1))
                        .into(documents);
            }
        }
        return documents;
    }
}
