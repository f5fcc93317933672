package dev.lockstep.local.shop;

import dev.lockstep.local.shop.Operation.Delete;
import dev.lockstep.local.shop.Operation.Insert;
import dev.lockstep.local.shop.Operation.Replace;
import dev.lockstep.local.shop.Operation.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/**
 * A shop's life as a sequence of operations, first those that fill it, then changes without end;
 * the same seed gives the same sequence. It knows which documents exist, so every operation finds
 * its document.
 */
final class Shop {

    static final String CUSTOMERS = "customers";
    static final String PRODUCTS = "products";
    static final String ORDERS = "orders";

    private static final int BURST = 200;
    private static final List<String> STATUSES = List.of("paid", "packed", "sent", "delivered");
    private static final List<String> CHANNELS = List.of("web", "app", "phone");

    private final ShopSize size;
    private final Random random;
    private final ShopDocuments documents;
    private final List<Document> customers = new ArrayList<>();
    private final List<ObjectId> orders = new ArrayList<>();

    Shop(long seed, ShopSize size) {
        this.size = size;
        random = new Random(seed);
        documents = new ShopDocuments(random);
    }

    /** The documents that a shop has when it opens; call it once and before {@link #change}. */
    List<Insert> fill() {
        List<Document> made = Stream.generate(documents::customer).limit(size.customers()).toList();
        customers.addAll(made);
        return List.of(
                new Insert(CUSTOMERS, made),
                new Insert(
                        PRODUCTS,
                        IntStream.range(0, size.products()).mapToObj(documents::product).toList()),
                new Insert(ORDERS, Stream.generate(this::order).limit(size.orders()).toList()));
    }

    /** The next change. */
    Operation change() {
        int dice = random.nextInt(1000);
        if (dice < 300 || orders.size() < BURST) {
            return new Insert(ORDERS, List.of(newOrder()));
        } else if (dice < 650) {
            return new Update(ORDERS, List.of(someOrder()), orderUpdate());
        } else if (dice < 730) {
            return new Replace(
                    ORDERS, documents.order(someOrder(), someCustomer(), size.products()));
        } else if (dice < 800) {
            return new Delete(ORDERS, removeOrder());
        } else if (dice < 890) {
            return new Update(CUSTOMERS, List.of(someCustomer().get("_id")), customerUpdate());
        } else if (dice < 990) {
            return new Update(PRODUCTS, List.of(someSku()), productUpdate());
        } else if (dice < 996) {
            return new Update(ORDERS, List.of(someOrder()), cannotFit());
        } else if (dice < 998) {
            return new Insert(ORDERS, Stream.generate(this::newOrder).limit(BURST).toList());
        }
        return new Update(
                ORDERS, orderBurst(), new Document("$set", new Document("status", "sale")));
    }

    private Document order() {
        Document order = documents.order(someCustomer(), size.products());
        orders.add(order.getObjectId("_id"));
        return order;
    }

    /** With a field that no order had when the shop opened. */
    private Document newOrder() {
        return order().append("channel", pick(CHANNELS));
    }

    private Document orderUpdate() {
        return switch (random.nextInt(7)) {
            case 0, 1 -> set("status", pick(STATUSES)).append("$unset", new Document("gift", ""));
            case 2 -> set("paid_at", documents.date());
            case 3 -> set("total", documents.money(10, 5000));
            case 4 -> new Document("$unset", new Document("shipping.note", ""));
            case 5 -> new Document("$pop", new Document("items", random.nextBoolean() ? 1 : -1));
            default ->
                    new Document("$push", new Document("items", documents.item(size.products())));
        };
    }

    private Document customerUpdate() {
        return switch (random.nextInt(3)) {
            case 0 -> new Document("$inc", new Document("loyalty.points", 1 + random.nextInt(50)));
            case 1 -> set("phone", null);
            default -> set("preferences.language", "fi");
        };
    }

    private Document productUpdate() {
        return switch (random.nextInt(4)) {
            case 0, 1 -> new Document("$inc", new Document("stock", (long) random.nextInt(100)));
            case 2 -> set("price", documents.money(1, 500));
            default -> set("tags", documents.tags());
        };
    }

    /** No SQL number holds these. */
    private Document cannotFit() {
        return random.nextBoolean() ? set("total", Double.NaN) : set("total", Decimal128.NaN);
    }

    private static Document set(String path, Object value) {
        return new Document("$set", new Document(path, value));
    }

    private List<ObjectId> orderBurst() {
        return Stream.generate(this::someOrder).limit(BURST).distinct().toList();
    }

    private ObjectId removeOrder() {
        int index = random.nextInt(orders.size());
        ObjectId last = orders.remove(orders.size() - 1);
        return index == orders.size() ? last : orders.set(index, last);
    }

    private ObjectId someOrder() {
        return pick(orders);
    }

    private Document someCustomer() {
        return pick(customers);
    }

    private String someSku() {
        return ShopDocuments.sku(random.nextInt(size.products()));
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
