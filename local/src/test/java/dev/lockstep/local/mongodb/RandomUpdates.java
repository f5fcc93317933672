package dev.lockstep.local.mongodb;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Documents and updates by chance. Their paths meet often, so that updates hit what is there,
 * nested or inside arrays; some can't be done and are refused.
 */
final class RandomUpdates {
    private static final int IDS = 12;
    private static final List<String> NUMBERS = List.of("n", "m", "in.n", "in.deep.n", "list.0");
    private static final List<String> LISTS = List.of("list", "in.list");
    private static final List<String> FIELDS =
            List.of("n", "text", "in", "in.n", "in.deep", "in.deep.n", "list", "list.1", "new");

    private final Random random;

    RandomUpdates(Random random) {
        this.random = random;
    }

    /** One of a few. */
    BsonDocument id() {
        return new BsonDocument("_id", new BsonInt32(random.nextInt(IDS)));
    }

    BsonDocument identified() {
        BsonDocument document = id();
        document.putAll(document());
        return document;
    }

    /** Without {@code _id}. */
    BsonDocument document() {
        BsonDocument document = new BsonDocument("n", number()).append("text", text());
        if (random.nextBoolean()) {
            document.append("in", nested());
        }
        if (random.nextBoolean()) {
            document.append("list", list());
        }
        return document;
    }

    private BsonDocument nested() {
        BsonDocument nested = new BsonDocument("n", number()).append("list", list());
        return random.nextBoolean()
                ? nested.append("deep", new BsonDocument("n", number()))
                : nested;
    }

    private BsonArray list() {
        return new BsonArray(
                IntStream.range(0, random.nextInt(4)).<BsonValue>mapToObj(i -> number()).toList());
    }

    private BsonInt32 number() {
        return new BsonInt32(random.nextInt(5));
    }

    private BsonString text() {
        return new BsonString("t" + random.nextInt(100));
    }

    /** One or two operators, each on a field or two. */
    BsonDocument update() {
        BsonDocument update = operator();
        return random.nextInt(4) == 0 ? merged(update, operator()) : update;
    }

    private static BsonDocument merged(BsonDocument first, BsonDocument second) {
        BsonDocument both = first.clone();
        second.forEach(both::putIfAbsent);
        return both;
    }

    private BsonDocument operator() {
        List<Supplier<BsonDocument>> operators =
                List.of(
                        () -> on("$set", FIELDS, value()),
                        () -> on("$set", FIELDS, value()),
                        () -> on("$unset", FIELDS, new BsonString("")),
                        () -> on("$inc", NUMBERS, number()),
                        () -> on("$mul", NUMBERS, number()),
                        () -> on("$min", NUMBERS, number()),
                        () -> on("$max", NUMBERS, number()),
                        () -> on("$push", LISTS, number()),
                        () -> on("$push", LISTS, BsonDocument.parse("{$each: [7, 8], $slice: -3}")),
                        () -> on("$addToSet", LISTS, number()),
                        () -> on("$pull", LISTS, number()),
                        () -> on("$pop", LISTS, new BsonInt32(random.nextBoolean() ? 1 : -1)),
                        () -> on("$inc", List.of("list.$[]", "in.list.$[]"), new BsonInt32(10)),
                        () -> on("$rename", List.of("n", "text", "in.n"), new BsonString("moved")));
        return any(operators).get();
    }

    private BsonDocument on(String operator, List<String> paths, BsonValue operand) {
        BsonDocument fields = new BsonDocument(any(paths), operand);
        if (random.nextInt(3) == 0) {
            fields.append(any(paths), operand);
        }
        return new BsonDocument(operator, fields);
    }

    private BsonValue value() {
        return switch (random.nextInt(5)) {
            case 0 -> text();
            case 1 -> nested();
            case 2 -> list();
            case 3 -> BsonNull.VALUE;
            default -> number();
        };
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
