package dev.lockstep.local.shop;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.bson.BsonBinarySubType;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/** Makes up the shop's documents: nested, with arrays, and with fields that are null or missing. */
final class ShopDocuments {

    private static final List<String> FIRST_NAMES =
            List.of("Ada", "Björn", "Chloé", "Dmitri", "Esra", "Finn", "Grace", "Hiroshi", "Inès");
    private static final List<String> LAST_NAMES =
            List.of("Abadi", "Becker", "Čapek", "Dijkstra", "Eriksson", "Fernández", "Gray", "岡田");
    private static final List<String> CITIES =
            List.of("Aarhus", "Berlin", "Córdoba", "Đà Nẵng", "Espoo", "Fès", "Göteborg");
    private static final List<String> PRODUCTS =
            List.of(
                    "Lamp",
                    "Desk",
                    "Teapot ☕",
                    "Notebook",
                    "Bicycle bell",
                    "Umbrella ☂",
                    "Kite 🪁");
    private static final List<String> COLORS = List.of("red", "green", "blue", "black");
    private static final Instant OPENING = Instant.parse("2025-01-01T00:00:00Z");

    private final Random random;

    ShopDocuments(Random random) {
        this.random = random;
    }

    Document customer() {
        String name = pick(FIRST_NAMES) + " " + pick(LAST_NAMES);
        Document customer =
                new Document("_id", objectId())
                        .append("name", name)
                        .append("email", email())
                        .append("external_id", uuid())
                        .append("since", date())
                        .append("newsletter", random.nextBoolean())
                        .append("address", address())
                        .append("preferences", preferences());
        if (chance(0.7)) {
            customer.append("phone", chance(0.2) ? null : "+45 " + random.nextInt(10_000_000));
        }
        return customer.append("loyalty", new Document("points", random.nextInt(100_000)));
    }

    /** An empty document is not the same as a missing one. */
    private Document preferences() {
        return chance(0.3)
                ? new Document()
                : new Document("language", chance(0.5) ? "en" : "da")
                        .append("theme", chance(0.5) ? "dark" : "light");
    }

    Document product(int number) {
        Document product =
                new Document("_id", sku(number))
                        .append("name", pick(PRODUCTS))
                        .append("price", money(1, 500))
                        .append("stock", (long) random.nextInt(10_000))
                        .append("rating", Math.round(random.nextDouble() * 50) / 10.0)
                        .append("tags", tags())
                        .append("active", chance(0.95));
        Document attributes = new Document("color", pick(COLORS));
        if (chance(0.5)) {
            attributes.append("weight_g", 10 + random.nextInt(20_000));
        }
        if (chance(0.3)) {
            attributes.append(
                    "size",
                    new Document("width", random.nextDouble() * 100)
                            .append("height", random.nextDouble() * 100));
        }
        return product.append("attributes", attributes).append("thumbnail", bytes(16));
    }

    Document order(Document customer, int products) {
        return order(objectId(), customer, products);
    }

    Document order(ObjectId id, Document customer, int products) {
        List<Document> items = items(products);
        Document order =
                new Document("_id", id)
                        .append("number", (long) random.nextInt(Integer.MAX_VALUE))
                        .append("status", "new")
                        .append("customer", summary(customer))
                        .append("shipping", shipping())
                        .append("items", items)
                        .append("total", total(items))
                        .append("created_at", date());
        if (chance(0.2)) {
            order.append("discount", chance(0.3) ? null : money(1, 20));
        }
        if (chance(0.1)) {
            order.append("gift", true);
        }
        return order;
    }

    private static Document summary(Document customer) {
        return new Document("id", customer.getObjectId("_id"))
                .append("name", customer.getString("name"))
                .append("email", customer.getString("email"));
    }

    private Document shipping() {
        Document shipping = new Document("address", address());
        if (chance(0.3)) {
            shipping.append("note", "Leave it at number " + random.nextInt(100));
        }
        return shipping.append("express", chance(0.2));
    }

    private List<Document> items(int products) {
        int count = 1 + random.nextInt(5);
        List<Document> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(item(products));
        }
        return items;
    }

    Document item(int products) {
        return new Document("sku", sku(random.nextInt(products)))
                .append("quantity", 1 + random.nextInt(9))
                .append("unit_price", money(1, 500));
    }

    private static Decimal128 total(List<Document> items) {
        BigDecimal total = BigDecimal.ZERO;
        for (Document item : items) {
            BigDecimal price = item.get("unit_price", Decimal128.class).bigDecimalValue();
            total = total.add(price.multiply(BigDecimal.valueOf(item.getInteger("quantity"))));
        }
        return new Decimal128(total);
    }

    private Document address() {
        return new Document("street", "Street " + (1 + random.nextInt(200)))
                .append("city", pick(CITIES))
                .append("zip", "%05d".formatted(random.nextInt(100_000)))
                .append(
                        "location",
                        new Document("lat", random.nextDouble() * 180 - 90)
                                .append("lon", random.nextDouble() * 360 - 180));
    }

    Date date() {
        return Date.from(
                OPENING.plus(
                        Duration.ofMillis(random.nextInt(Integer.MAX_VALUE)).multipliedBy(12)));
    }

    Decimal128 money(int from, int to) {
        int cents = from * 100 + random.nextInt((to - from) * 100);
        return new Decimal128(BigDecimal.valueOf(cents, 2));
    }

    ObjectId objectId() {
        return new ObjectId(bytes(12).getData());
    }

    static String sku(int number) {
        return "SKU-%05d".formatted(number);
    }

    private String email() {
        return "user" + random.nextInt(1_000_000) + "@example.org";
    }

    private Binary uuid() {
        return new Binary(BsonBinarySubType.UUID_STANDARD, bytes(16).getData());
    }

    private Binary bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new Binary(bytes);
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    List<String> tags() {
        return COLORS.stream().filter(color -> random.nextBoolean()).toList();
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }
}
