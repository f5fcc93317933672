package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.backend.aggregation.Expression;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The stage {@code $bucketAuto}, which the engine lacks: cuts documents in the order of a value
 * into buckets of about the same size. Equal values are never parted.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/v4.4/reference/operator/aggregation/bucketAuto/">$bucketAuto</a>
 */
final class BucketAuto {
    static final String NAME = "$bucketAuto";
    private static final BsonOrder ORDER = new BsonOrder();

    private final Object groupBy;
    private final int buckets;
    private final Document group;

    private BucketAuto(Object groupBy, int buckets, Document output) {
        this.groupBy = groupBy;
        this.buckets = buckets;
        this.group = new Document("_id", null);
        output.forEach(group::append);
    }

    static BucketAuto parse(Document specification) {
        if (!(specification.get("buckets") instanceof Number buckets) || buckets.intValue() < 1) {
            throw new MongoServerError(
                    40243,
                    "The $bucketAuto 'buckets' field must be greater than 0, but found: "
                            + specification.get("buckets"));
        }
        if (specification.containsKey("granularity")) {
            throw new MongoServerError(40258, "granularity is not modelled");
        }
        Document count = new Document("count", new Document("$sum", 1));
        return new BucketAuto(
                specification.get("groupBy"),
                buckets.intValue(),
                (Document) specification.getOrDefault("output", count));
    }

    private record Valued(@Nullable Object value, Document document) {}

    /**
     * @param aggregation makes stages for the engine
     */
    List<Document> apply(
            List<Document> documents, Function<List<Document>, Aggregation> aggregation) {
        List<Valued> sorted =
                documents.stream()
                        .map(it -> new Valued(Expression.evaluateDocument(groupBy, it), it))
                        .sorted(Comparator.comparing(Valued::value, ORDER))
                        .toList();
        int size = Math.max(1, Math.round((float) sorted.size() / buckets));
        List<Document> results = new ArrayList<>();
        int start = 0;
        while (start < sorted.size()) {
            boolean last = results.size() == buckets - 1;
            int end = last ? sorted.size() : endOfEqual(sorted, start + size);
            Object max = sorted.get(Math.min(end, sorted.size() - 1)).value();
            Document bounds = new Document("min", sorted.get(start).value()).append("max", max);
            results.add(bucket(bounds, sorted.subList(start, end), aggregation));
            start = end;
        }
        return results;
    }

    /** Moves the end on behind all that equal the last one in the bucket. */
    private static int endOfEqual(List<Valued> sorted, int end) {
        int moved = Math.min(end, sorted.size());
        while (moved < sorted.size()
                && ORDER.compare(sorted.get(moved - 1).value(), sorted.get(moved).value()) == 0) {
            moved++;
        }
        return moved;
    }

    private Document bucket(
            Document bounds,
            List<Valued> members,
            Function<List<Document>, Aggregation> aggregation) {
        Document totals =
                aggregation
                        .apply(List.of(new Document("$group", group)))
                        .runStages(members.stream().map(Valued::document))
                        .get(0);
        Document bucket = new Document("_id", bounds);
        group.keySet().stream()
                .filter(field -> !field.equals("_id"))
                .forEach(field -> bucket.append(field, totals.get(field)));
        return bucket;
    }
}
