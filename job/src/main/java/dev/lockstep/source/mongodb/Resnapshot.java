package dev.lockstep.source.mongodb;

import com.mongodb.client.MongoClient;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Position;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.flink.cdc.connectors.base.source.meta.split.FinishedSnapshotSplitInfo;
import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplit;
import org.apache.flink.cdc.connectors.mongodb.source.config.MongoDBSourceConfig;
import org.apache.flink.cdc.connectors.mongodb.source.utils.MongoUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bridges a gap in the history: every collection is read again, and rows whose documents are gone
 * are removed, while the job runs. Only when that is done does the stream's position move on, so
 * after a failure in between it begins anew.
 */
final class Resnapshot {

    private static final Logger LOG = LoggerFactory.getLogger(Resnapshot.class);
    private static final int MOST_IN_A_ROW = 2;

    private final StreamSettings settings;
    private final MongoDBSourceConfig config;
    private final StreamSplit split;
    private final StreamOutput output;
    private int inARow;

    Resnapshot(
            StreamSettings settings,
            MongoDBSourceConfig config,
            StreamSplit split,
            StreamOutput output) {
        this.settings = settings;
        this.config = config;
        this.split = split;
        this.output = output;
    }

    /** Whether one is to be done: after some in vain, the oplog is too short for any. */
    boolean permits() {
        return inARow < MOST_IN_A_ROW;
    }

    /** The stream could be read from where the last one began. */
    void succeeded() {
        inARow = 0;
    }

    /** Reads all; the stream goes on where this gives. */
    ResumePoint run(ResumePoint lost) throws InterruptedException {
        ResumePoint begun = ChangeStream.now(settings.watched(), config);
        LOG.warn(
                "The source's oplog no longer reaches back to {}; reads all collections again, and"
                        + " goes on from {}",
                lost,
                begun);
        Reconciler reconciler =
                new Reconciler(
                        MongoUtils.clientFor(config),
                        output,
                        Position.before(begun.time().getValue()),
                        begun.time());
        for (Namespace collection : collections()) {
            reconciler.tellDocuments(collection);
        }
        inARow++;
        output.put(new StreamElement.Passed(begun));
        return begun;
    }

    /** Those that are there, and those that were when the pipeline began. */
    Set<Namespace> collections() {
        MongoClient client = MongoUtils.clientFor(config);
        Set<Namespace> all = new LinkedHashSet<>(settings.watched().list(client));
        for (FinishedSnapshotSplitInfo info : split.getFinishedSnapshotSplitInfos()) {
            Namespace namespace =
                    new Namespace(info.getTableId().catalog(), info.getTableId().table());
            if (settings.watched().covers(namespace)) {
                all.add(namespace);
            }
        }
        return all;
    }
}
