package dev.lockstep.preflight;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.List;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Tells how long a job may be down before changes that it did not read are gone. */
final class OplogWindow {

    private static final String SUBJECT = "oplog window";
    private static final Duration ENOUGH = Duration.ofHours(24);

    private OplogWindow() {}

    static void check(MongoClient client, Document hello, List<Finding> findings) {
        if (MongoTopology.isMongos(hello)) {
            findings.add(
                    unknown("a sharded cluster does not tell it", "look at every shard's primary"));
            return;
        }
        MongoDatabase local = client.getDatabase("local");
        MongoCollection<Document> oplog = local.getCollection("oplog.rs");
        try {
            findings.add(
                    neverFull(local.runCommand(new Document("collStats", "oplog.rs")))
                            ? Finding.ok(SUBJECT, "nothing was dropped from the oplog yet")
                            : judge(entry(oplog, 1), entry(oplog, -1)));
        } catch (MongoException e) {
            findings.add(
                    unknown(
                            "this user may not read local.oplog.rs",
                            "grant read on local.oplog.rs, or look at"
                                    + " rs.printReplicationInfo()"));
        }
    }

    private static @Nullable Document entry(MongoCollection<Document> oplog, int direction) {
        return oplog.find()
                .sort(new Document("$natural", direction))
                .projection(new Document("ts", 1))
                .first();
    }

    private static Finding judge(@Nullable Document first, @Nullable Document last) {
        if (first == null || last == null) {
            return unknown("the server shows no oplog", "look at rs.printReplicationInfo()");
        }
        Duration window = Duration.ofSeconds(seconds(last) - seconds(first));
        if (window.compareTo(ENOUGH) >= 0) {
            return Finding.ok(SUBJECT, words(window));
        }
        return Finding.warning(
                SUBJECT,
                words(window) + "; a job that is down for longer loses changes",
                "db.adminCommand({replSetResizeOplog: 1, minRetentionHours: 24}) in mongosh");
    }

    /** A full oplog is cut by a part of a tenth or less, so one with more room was never full. */
    private static boolean neverFull(Document stats) {
        return stats.get("size") instanceof Number size
                && stats.get("maxSize") instanceof Number maxSize
                && size.doubleValue() < 0.8 * maxSize.doubleValue();
    }

    private static long seconds(Document entry) {
        return entry.get("ts", BsonTimestamp.class).getTime();
    }

    private static String words(Duration window) {
        return window.toHours() >= 48
                ? window.toDays() + " days"
                : window.toHours() + " h " + window.toMinutesPart() + " min";
    }

    private static Finding unknown(String reason, String whatToDo) {
        return Finding.warning(
                SUBJECT,
                reason + "; a job that is down for longer than it reaches back loses changes",
                whatToDo);
    }
}
