package dev.lockstep.source.mongodb;

import com.mongodb.client.MongoChangeStreamCursor;
import io.debezium.connector.base.ChangeEventQueue;
import io.debezium.pipeline.DataChangeEvent;
import io.debezium.relational.TableId;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.flink.cdc.connectors.base.source.meta.split.SnapshotSplit;
import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplit;
import org.apache.flink.cdc.connectors.mongodb.source.config.MongoDBSourceConfig;
import org.apache.flink.cdc.connectors.mongodb.source.offset.ChangeStreamDescriptor;
import org.apache.flink.cdc.connectors.mongodb.source.offset.ChangeStreamOffset;
import org.apache.flink.cdc.connectors.mongodb.source.reader.fetch.MongoDBFetchTaskContext;
import org.apache.flink.cdc.connectors.mongodb.source.reader.fetch.MongoDBScanFetchTask;
import org.apache.flink.cdc.connectors.mongodb.source.utils.MongoUtils;
import org.apache.flink.cdc.connectors.mongodb.source.utils.ResumeTokenUtils;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a snapshot split: the documents between two watermarks of the change stream, then the
 * backfill, which is what changed among them in between. What comes out is the split's state at the
 * high watermark; the stream goes on from there.
 *
 * <p>Flink CDC 3.5.0's own task goes wrong in two ways that lose changes for good:
 *
 * <ul>
 *   <li>Its backfill reads the events of all watched collections and tells them apart by {@code
 *       _id} alone. Older states of other collections come in after newer ones, and a document is
 *       overwritten by one of another collection with an equal id.
 *   <li>It ends the backfill when the cluster's time has passed the high watermark and nothing was
 *       there to read a moment before. An event that became visible in that moment is in neither
 *       the backfill nor, being before the watermark, the stream.
 * </ul>
 *
 * <p>Here the backfill watches the split's collection only, and ends when the stream itself says
 * that it has read past the high watermark, by an event or by its {@code postBatchResumeToken}.
 */
final class SnapshotSplitTask extends MongoDBScanFetchTask {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotSplitTask.class);

    SnapshotSplitTask(SnapshotSplit split) {
        super(split);
    }

    @Override
    public void execute(Context context) throws Exception {
        MongoDBSourceConfig config = ((MongoDBFetchTaskContext) context).getSourceConfig();
        taskRunning = true;
        try {
            ChangeStreamOffset low = watermark(config);
            dispatchLowWaterMarkEvent(context, snapshotSplit, low);
            executeDataSnapshot(context);
            ChangeStreamOffset high = watermark(config);
            dispatchHighWaterMarkEvent(context, snapshotSplit, high);
            StreamSplit backfill = createBackfillStreamSplit(low, high);
            executeBackfillTask(context, backfill);
            dispatchEndWaterMarkEvent(context, backfill, high);
        } finally {
            taskRunning = false;
        }
    }

    /**
     * A time up to which all events are visible to whoever opens a change stream from now on. An
     * idle stream's token is at the first time at which an event may still come, so the time before
     * is the one; it is one for an event's token too.
     */
    private ChangeStreamOffset watermark(MongoDBSourceConfig config) {
        BsonDocument token =
                MongoUtils.getLatestResumeToken(MongoUtils.clientFor(config), descriptor());
        if (token == null) {
            throw new IllegalStateException(
                    "The server tells no resume token of an idle change stream; MongoDB does since"
                            + " 4.0.7");
        }
        long time = ResumeTokenUtils.decodeTimestamp(token).getValue();
        return new ChangeStreamOffset(new BsonTimestamp(time - 1));
    }

    /** Watches this split's collection: through its database, so that a drop does not end it. */
    private ChangeStreamDescriptor descriptor() {
        TableId collection = snapshotSplit.getTableId();
        Pattern namespace =
                Pattern.compile(
                        "^"
                                + NamespaceFilter.escape(collection.catalog())
                                + "\\."
                                + NamespaceFilter.escape(collection.table())
                                + "$");
        return ChangeStreamDescriptor.database(collection.catalog(), namespace);
    }

    @Override
    protected void executeBackfillTask(Context context, StreamSplit backfill)
            throws InterruptedException {
        MongoDBFetchTaskContext fetch = (MongoDBFetchTaskContext) context;
        BsonTimestamp low = ((ChangeStreamOffset) backfill.getStartingOffset()).getTimestamp();
        BsonTimestamp high = ((ChangeStreamOffset) backfill.getEndingOffset()).getTimestamp();
        if (low.compareTo(high) >= 0) {
            return;
        }
        BackfillRecords records = new BackfillRecords(fetch.getSourceConfig());
        try (MongoChangeStreamCursor<BsonDocument> cursor = open(fetch, low)) {
            int count = 0;
            while (taskRunning) {
                BsonDocument event = cursor.tryNext();
                if (event == null) {
                    if (isPast(cursor.getResumeToken(), high)) {
                        break;
                    }
                } else if (event.getTimestamp("clusterTime").compareTo(high) > 0) {
                    break;
                } else {
                    count += enqueue(event, records, fetch.getQueue());
                }
            }
            LOG.info("Backfilled split {} with {} events", snapshotSplit.splitId(), count);
        }
    }

    /**
     * The events at the low watermark come too: what they left is in the documents read, or newer.
     */
    private MongoChangeStreamCursor<BsonDocument> open(
            MongoDBFetchTaskContext context, BsonTimestamp low) {
        return (MongoChangeStreamCursor<BsonDocument>)
                MongoUtils.getChangeStreamIterable(context.getSourceConfig(), descriptor())
                        .startAtOperationTime(low)
                        .maxAwaitTime(
                                context.getSourceConfig().getPollAwaitTimeMillis(),
                                TimeUnit.MILLISECONDS)
                        .withDocumentClass(BsonDocument.class)
                        .cursor();
    }

    private static boolean isPast(BsonDocument token, BsonTimestamp high) {
        return token != null && ResumeTokenUtils.decodeTimestamp(token).compareTo(high) >= 0;
    }

    private static int enqueue(
            BsonDocument event, BackfillRecords records, ChangeEventQueue<DataChangeEvent> queue)
            throws InterruptedException {
        if (!BackfillRecords.isDocumentChange(event)) {
            return 0;
        }
        queue.enqueue(new DataChangeEvent(records.record(event)));
        return 1;
    }
}
