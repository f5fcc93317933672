package dev.lockstep.preflight;

import com.mongodb.client.MongoClient;
import java.util.List;
import org.bson.Document;

/** Checks that the server's version has what the job uses. */
final class MongoServerVersion {

    /** Change streams of a whole database, and starting one at a time, came with 4.0. */
    private static final int OLDEST = 4;

    private static final int NEWEST = 8;

    private MongoServerVersion() {}

    static void check(MongoClient client, List<Finding> findings) {
        Document info = client.getDatabase("admin").runCommand(new Document("buildInfo", 1));
        String version = info.getString("version");
        int major = Integer.parseInt(version.replaceFirst("\\D.*", ""));
        if (major < OLDEST) {
            findings.add(
                    Finding.error(
                            "version", "MongoDB " + version, "MongoDB 4.0 or later is needed"));
        } else if (major > NEWEST) {
            findings.add(
                    Finding.warning(
                            "version",
                            "MongoDB " + version + " is newer than what Lockstep was tried with",
                            "try it on a copy first"));
        } else {
            findings.add(Finding.ok("version", "MongoDB " + version));
        }
    }
}
