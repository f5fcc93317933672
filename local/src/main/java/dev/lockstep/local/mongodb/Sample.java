package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The stage {@code $sample}: as many documents by chance, each with the same chance, in no order.
 * It holds no more documents than it returns.
 */
record Sample(int size) implements UnaryOperator<Stream<Document>> {

    static Sample of(Document stage) {
        if (!stage.containsKey("size")) {
            throw new MongoServerError(28749, "$sample stage must specify a size");
        }
        if (!(stage.get("size") instanceof Number size)) {
            throw new MongoServerError(28746, "size argument to $sample must be a number");
        }
        if (size.longValue() < 0) {
            throw new MongoServerError(28747, "size argument to $sample must not be negative");
        }
        return new Sample((int) Math.min(size.longValue(), Integer.MAX_VALUE));
    }

    @Override
    public Stream<Document> apply(Stream<Document> documents) {
        Random random = new Random();
        List<Document> chosen = new ArrayList<>();
        int[] seen = {0};
        documents.forEach(
                document -> {
                    int place = random.nextInt(++seen[0]);
                    if (chosen.size() < size) {
                        chosen.add(document);
                    } else if (place < size) {
                        chosen.set(place, document);
                    }
                });
        Collections.shuffle(chosen, random);
        return chosen.stream();
    }
}
