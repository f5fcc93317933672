package dev.lockstep.bench;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.InsertManyOptions;
import com.sun.management.OperatingSystemMXBean;
import dev.lockstep.local.mongodb.EmbeddedMongoDb;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/run mongodb}: what the embedded MongoDB takes in and gives out, and its heap. */
@Command(
        name = "mongodb",
        mixinStandardHelpOptions = true,
        description = {
            "Inserts and stream events a second of the embedded MongoDB through the Java driver, and"
                    + " the heap it needs."
        })
final class MongoBench implements Callable<Integer> {

    private static final OperatingSystemMXBean CPU =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private static final int INSERTS_TARGET = 20_000;
    private static final int EVENTS_TARGET = 40_000;
    private static final int BATCH = 1_000;

    @Option(
            names = "--documents",
            defaultValue = "100000",
            description = "Documents of a round. Default: ${DEFAULT-VALUE}.")
    private int documents;

    @Option(
            names = "--bytes",
            defaultValue = "900",
            description = "Size of a document as BSON. Default: ${DEFAULT-VALUE}.")
    private int bytes;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "Rounds; the last one tells most. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    private final Random random = new Random(1);

    @Override
    public Integer call() {
        for (int round = 1; round <= rounds; round++) {
            // An oplog that keeps the whole round.
            long oplog = 4L * documents * bytes;
            long before = usedHeap();
            try (EmbeddedMongoDb server =
                            EmbeddedMongoDb.start(
                                    EmbeddedMongoDb.Options.DEFAULT.withOplogBytes(oplog));
                    MongoClient client = MongoClients.create(server.uri())) {
                measure(client.getDatabase("bench").getCollection("events"), client, before, round);
            }
        }
        return 0;
    }

    private void measure(
            MongoCollection<Document> collection, MongoClient client, long heapBefore, int round) {
        BsonTimestamp start =
                client.getDatabase("bench")
                        .runCommand(new Document("ping", 1))
                        .get("operationTime", BsonTimestamp.class);
        long cpu = CPU.getProcessCpuTime();
        double inserts = insert(collection.withDocumentClass(RawBsonDocument.class));
        double insertCpu = microsEach(CPU.getProcessCpuTime() - cpu);
        if (round == 1) {
            // Later rounds find garbage of the ones before.
            System.out.printf(
                    Locale.ROOT,
                    "heap %.2f of the BSON, for document and event together%n",
                    (usedHeap() - heapBefore) / ((double) documents * bytes));
        }
        cpu = CPU.getProcessCpuTime();
        double events = drain(client, start);
        double eventCpu = microsEach(CPU.getProcessCpuTime() - cpu);
        System.out.printf(
                Locale.ROOT,
                "inserts %,8.0f/s = %.2f of target, %.0f us CPU   events %,8.0f/s = %.2f of target,"
                        + " %.0f us CPU%n",
                inserts,
                inserts / INSERTS_TARGET,
                insertCpu,
                events,
                events / EVENTS_TARGET,
                eventCpu);
    }

    /** What client and server need for one: it tells more than rates on a machine that is busy. */
    private double microsEach(long nanos) {
        return nanos / 1e3 / documents;
    }

    private double insert(MongoCollection<RawBsonDocument> collection) {
        long nanos = 0;
        for (int done = 0; done < documents; done += BATCH) {
            List<RawBsonDocument> batch = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                batch.add(document(done + i));
            }
            long start = System.nanoTime();
            collection.insertMany(batch, new InsertManyOptions().ordered(true));
            nanos += System.nanoTime() - start;
        }
        return rate(nanos);
    }

    /** Ten fields, the last of which fills the document up. */
    private RawBsonDocument document(int id) {
        Document document = new Document("_id", id);
        for (int field = 0; field < 8; field++) {
            document.append("field" + field, random.nextLong());
        }
        int empty = encoded(document.append("fill", "")).getByteBuffer().remaining();
        return encoded(document.append("fill", "x".repeat(Math.max(0, bytes - empty))));
    }

    private static RawBsonDocument encoded(Document document) {
        return new RawBsonDocument(document, new DocumentCodec());
    }

    private double drain(MongoClient client, BsonTimestamp from) {
        long start = System.nanoTime();
        try (MongoCursor<RawBsonDocument> stream =
                client.getDatabase("bench")
                        .watch()
                        .startAtOperationTime(from)
                        .batchSize(BATCH)
                        .withDocumentClass(RawBsonDocument.class)
                        .cursor()) {
            for (int i = 0; i < documents; i++) {
                stream.next();
            }
        }
        return rate(System.nanoTime() - start);
    }

    private double rate(long nanos) {
        return documents * (double) TimeUnit.SECONDS.toNanos(1) / nanos;
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
