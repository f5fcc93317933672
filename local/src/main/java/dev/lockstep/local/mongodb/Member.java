package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The only member of the set: primary, or for a while not. Clients wait for it to change. */
final class Member {
    /** What any member answers to anybody. */
    private static final Set<String> ANSWERED_ALWAYS =
            Set.of(
                    "hello",
                    "ismaster",
                    "ping",
                    "buildinfo",
                    "connectionstatus",
                    "configurefailpoint",
                    "connpoolstats",
                    "endsessions",
                    "getcmdlineopts",
                    "getfreemonitoringstatus",
                    "getlog",
                    "getmore",
                    "getparameter",
                    "hostinfo",
                    "killcursors",
                    "killallsessions",
                    "killsessions",
                    "logout",
                    "refreshsessions",
                    "replsetgetconfig",
                    "replsetgetstatus",
                    "replsetstepdown",
                    "saslcontinue",
                    "saslstart",
                    "serverstatus",
                    "startsession",
                    "whatsmyuri");

    private static final Set<String> READS =
            Set.of(
                    "aggregate",
                    "collstats",
                    "count",
                    "dbstats",
                    "distinct",
                    "find",
                    "listcollections",
                    "listdatabases",
                    "listindexes",
                    "splitvector");

    private static final String ELECTION = "election";

    private final ObjectId process = new ObjectId();
    private boolean primary = true;
    private final Journal journal;
    private long term;
    private long version;
    private CompletableFuture<Void> changed = new CompletableFuture<>();

    /** One that starts is elected: its term is after those that clients have seen. */
    Member(Journal journal, KeptState kept) {
        this.journal = journal;
        Document last = kept.kept().get(ELECTION);
        term = last == null ? 1 : ((Number) last.get("term")).longValue() + 1;
    }

    synchronized Stream<JournalRecord> records() {
        return Stream.of(new JournalRecord.Keep(ELECTION, new Document("term", term)));
    }

    synchronized boolean isPrimary() {
        return primary;
    }

    synchronized long term() {
        return term;
    }

    /** Grows with each election, so drivers know an old primary from the new one. */
    synchronized ObjectId electionId() {
        return new ObjectId(
                ByteBuffer.allocate(12).putInt(Integer.MAX_VALUE).putLong(term).array());
    }

    synchronized void stepDown() {
        primary = false;
        change();
    }

    synchronized void becomePrimary() {
        primary = true;
        term++;
        records().forEach(journal::append);
        change();
    }

    private void change() {
        version++;
        changed.complete(null);
        changed = new CompletableFuture<>();
    }

    /** Counts the changes, so a client can wait for the next one. */
    synchronized Document topologyVersion() {
        return new Document("processId", process).append("counter", version);
    }

    /** Done when the topology is not the given one any more, or with the timeout. */
    synchronized CompletableFuture<Void> changedSince(Document known, long timeoutMillis) {
        return known.equals(topologyVersion())
                ? changed.copy().completeOnTimeout(null, timeoutMillis, TimeUnit.MILLISECONDS)
                : CompletableFuture.completedFuture(null);
    }

    /** Throws what a secondary answers to what only a primary may do. */
    void require(Request request) {
        String name = request.name().toLowerCase(Locale.ROOT);
        if (isPrimary() || ANSWERED_ALWAYS.contains(name)) {
            return;
        }
        if (!READS.contains(name)) {
            throw new MongoServerError(10107, ErrorCodes.name(10107), "not master");
        }
        Object preference = request.document("$readPreference").getOrDefault("mode", "primary");
        if (preference.equals("primary")) {
            throw new MongoServerError(
                    13435, ErrorCodes.name(13435), "not master and slaveOk=false");
        }
    }
}
