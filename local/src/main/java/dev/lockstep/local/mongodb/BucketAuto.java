package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.aggregation.accumulator.Accumulator;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The stage {@code $bucketAuto} without {@code granularity}: documents in so many buckets of about
 * the same size, by the order of a value of theirs. A bucket's {@code max} is the next one's {@code
 * min}, the last one's its greatest value; equal values are never parted.
 *
 * @see <a href="https://www.mongodb.com/docs/v4.4/reference/operator/aggregation/bucketAuto/">
 *     $bucketAuto</a>
 */
record BucketAuto(Object groupBy, int buckets, @Nullable Document output)
        implements UnaryOperator<Stream<Document>> {
    private static final BsonOrder ORDER = new BsonOrder();
    private static final Document COUNT = new Document("count", new Document("$sum", 1));

    static BucketAuto of(Document stage) {
        if (stage.containsKey("granularity")) {
            throw new MongoServerError(40261, "$bucketAuto is modelled without 'granularity'");
        }
        Object groupBy = stage.get("groupBy");
        if (groupBy == null || !stage.containsKey("buckets")) {
            throw new MongoServerError(
                    40246, "$bucketAuto requires 'groupBy' and 'buckets' to be specified");
        }
        if (!(stage.get("buckets") instanceof Number buckets)) {
            throw new MongoServerError(
                    40241, "The $bucketAuto 'buckets' field must be a numeric value");
        }
        if (buckets.intValue() <= 0) {
            throw new MongoServerError(
                    40243,
                    "The $bucketAuto 'buckets' field must be greater than 0, but found: "
                            + buckets);
        }
        return new BucketAuto(groupBy, buckets.intValue(), (Document) stage.get("output"));
    }

    /** A document's value; the document itself only where the output needs it. */
    private record Entry(@Nullable Object value, Document document) {}

    @Override
    public Stream<Document> apply(Stream<Document> documents) {
        List<Entry> entries =
                documents
                        .map(this::entry)
                        .sorted(Comparator.comparing(Entry::value, ORDER))
                        .toList();
        int bucketSize = Math.max(1, Math.round((float) entries.size() / buckets));
        List<Document> result = new ArrayList<>();
        int end;
        for (int start = 0; start < entries.size(); start = end) {
            boolean last = result.size() == buckets - 1;
            end =
                    last
                            ? entries.size()
                            : end(entries, Math.min(start + bucketSize, entries.size()));
            result.add(bucket(entries, start, end));
        }
        return result.stream();
    }

    private Entry entry(Document document) {
        Object value = Expressions.value(groupBy, document);
        return new Entry(
                value instanceof Missing ? null : value,
                output == null ? new Document() : document);
    }

    /** Moves an end on until it parts no equal values. */
    private static int end(List<Entry> entries, int wanted) {
        int end = wanted;
        while (end < entries.size()
                && ORDER.compare(entries.get(end - 1).value(), entries.get(end).value()) == 0) {
            end++;
        }
        return end;
    }

    private Document bucket(List<Entry> entries, int start, int end) {
        Object max = entries.get(Math.min(end, entries.size() - 1)).value();
        Document bounds = new Document("min", entries.get(start).value()).append("max", max);
        Document bucket = new Document("_id", bounds);
        for (Supplier<Accumulator> supplier :
                Accumulator.parse(output == null ? COUNT : output).values()) {
            Accumulator accumulator = supplier.get();
            for (Entry entry : entries.subList(start, end)) {
                accumulator.aggregate(
                        Expressions.value(accumulator.getExpression(), entry.document()));
            }
            bucket.append(accumulator.getField(), accumulator.getResult());
        }
        return bucket;
    }
}
