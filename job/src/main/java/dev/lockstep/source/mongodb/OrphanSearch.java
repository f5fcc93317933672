package dev.lockstep.source.mongodb;

import dev.lockstep.event.Namespace;
import java.util.List;
import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplit;
import org.apache.flink.cdc.connectors.mongodb.source.config.MongoDBSourceConfig;
import org.apache.flink.cdc.connectors.mongodb.source.utils.MongoUtils;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes rows of documents that are gone and of which the stream, which begins here, does not tell
 * that. It ends when the stream has come to the time at which was looked what is there: ended
 * before, it would also remove rows whose deletion is still to come, and events before that would
 * bring them back.
 */
final class OrphanSearch {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanSearch.class);

    private final StreamSettings settings;
    private final MongoDBSourceConfig config;
    private final Resnapshot resnapshot;
    private final StreamOutput output;
    private boolean toBegin;
    private @Nullable Looked looked;

    /** At a time it was looked which documents these collections have. */
    private record Looked(BsonTimestamp time, List<Namespace> collections, Reconciler reconciler) {}

    OrphanSearch(
            StreamSettings settings,
            MongoDBSourceConfig config,
            StreamSplit split,
            Resnapshot resnapshot,
            StreamOutput output) {
        this.settings = settings;
        this.config = config;
        this.resnapshot = resnapshot;
        this.output = output;
        toBegin = StreamStart.isToReconcile(split.getStartingOffset());
    }

    /** Tells what is there, if that is to be done and was not yet. */
    void begin(ResumePoint start) throws InterruptedException {
        if (!toBegin) {
            return;
        }
        LOG.info("Splits may have been read twice; looks for rows whose documents are gone");
        Reconciler reconciler =
                new Reconciler(
                        MongoUtils.clientFor(config), output, start.position(), now().time());
        List<Namespace> collections = List.copyOf(resnapshot.collections());
        for (Namespace collection : collections) {
            reconciler.beginWithIds(collection);
        }
        looked = new Looked(now().time(), collections, reconciler);
        toBegin = false;
    }

    /** Ends it if the stream has come that far. */
    void endAt(ResumePoint reached) throws InterruptedException {
        if (looked == null || reached.time().compareTo(looked.time()) < 0) {
            return;
        }
        looked.reconciler().goOnAt(reached.position(), looked.time());
        for (Namespace collection : looked.collections()) {
            looked.reconciler().end(collection);
        }
        output.put(new StreamElement.Reconciled(reached));
        looked = null;
    }

    private ResumePoint now() {
        return ChangeStream.now(settings.watched(), config);
    }
}
