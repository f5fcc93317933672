package dev.lockstep.source.mongodb;

import com.mongodb.client.MongoClient;
import dev.lockstep.event.Namespace;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplit;
import org.apache.flink.cdc.connectors.mongodb.source.config.MongoDBSourceConfig;
import org.apache.flink.cdc.connectors.mongodb.source.offset.ChangeStreamOffset;
import org.apache.flink.cdc.connectors.mongodb.source.utils.MongoUtils;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts out what the stream's events come to, in order, and knows how far that is. */
final class EventDispatcher {

    /** What the stream's reader is to do. */
    enum Next {
        READ_ON,
        OPEN_ANEW,
        /** The stream has failed, and the output was told. */
        END
    }

    private static final Logger LOG = LoggerFactory.getLogger(EventDispatcher.class);

    private final StreamSettings settings;
    private final MongoDBSourceConfig config;
    private final MongoClient client;
    private final StreamMetrics metrics;
    private final StreamOutput output;
    private final DocumentLookup lookup;
    private final StreamEvents events;
    private final CollectionEvents collections;
    private final BsonTimestamp end;
    private ResumePoint point;

    EventDispatcher(
            StreamSettings settings,
            MongoDBSourceConfig config,
            StreamMetrics metrics,
            StreamSplit split,
            StreamOutput output) {
        this.settings = settings;
        this.config = config;
        client = MongoUtils.clientFor(config);
        this.metrics = metrics;
        this.output = output;
        lookup = new DocumentLookup(client);
        events = new StreamEvents(lookup, metrics);
        collections = new CollectionEvents(settings.watched(), settings.policy());
        end = ((ChangeStreamOffset) split.getEndingOffset()).getTimestamp();
        point = ResumePoint.at((ChangeStreamOffset) split.getStartingOffset());
    }

    /** Up to here all was put out. */
    ResumePoint point() {
        return point;
    }

    /** Behind the last event there is none up to here. */
    void readUpTo(ResumePoint further) {
        point = further;
    }

    boolean isAtEnd() {
        return point.time().compareTo(end) > 0;
    }

    Next dispatch(List<RawBsonDocument> batch) throws InterruptedException {
        List<RawBsonDocument> documents = new ArrayList<>();
        Next next = Next.READ_ON;
        for (RawBsonDocument event : batch) {
            if (next != Next.READ_ON || event.getTimestamp("clusterTime").compareTo(end) > 0) {
                break;
            } else if (!StreamEvents.isOfDocument(event)) {
                putOut(documents);
                next = dispatchOther(event);
            } else if (documents.add(event) && documents.size() >= lookup.limit()) {
                putOut(documents);
            }
        }
        putOut(documents);
        return next;
    }

    private void putOut(List<RawBsonDocument> documents) throws InterruptedException {
        for (StreamElement.Change change : events.changes(documents)) {
            output.put(change);
            point = change.point();
        }
        documents.clear();
    }

    private Next dispatchOther(BsonDocument event) throws InterruptedException {
        ResumePoint reached = ResumePoint.behind(event.getDocument("_id"));
        if (StreamEvents.type(event).equals("invalidate")) {
            // The database is gone, and what comes now is of a new one. At the same time there is
            // only its end, which would end the stream again.
            return passed(reached.afterItsTime(), Next.OPEN_ANEW);
        }
        metrics.collectionChanged(StreamEvents.type(event));
        CollectionDecision decision = collections.decide(event);
        if (decision instanceof CollectionDecision.Stop stop) {
            output.put(new StreamElement.Failed(stop.reason()));
            return Next.END;
        } else if (decision instanceof CollectionDecision.Reconcile reconcile) {
            LOG.warn("{}", reconcile.message());
            reconcile(reconcile, event);
        } else if (decision instanceof CollectionDecision.Keep keep) {
            LOG.warn("{}", keep.message());
        }
        return passed(reached, Next.READ_ON);
    }

    private Next passed(ResumePoint reached, Next next) throws InterruptedException {
        point = reached;
        output.put(new StreamElement.Passed(reached));
        return next;
    }

    /** Also of a collection that is gone it tells what is there, of one that was made since. */
    private void reconcile(CollectionDecision.Reconcile decision, BsonDocument event)
            throws InterruptedException {
        Reconciler reconciler =
                new Reconciler(
                        client,
                        output,
                        ResumePoint.position(event.getDocument("_id")),
                        ChangeStream.now(settings.watched(), config).time());
        for (Namespace gone : decision.gone()) {
            reconciler.tellIds(gone);
        }
        for (Namespace filled : decision.filled()) {
            reconciler.tellDocuments(filled);
        }
    }
}
