package dev.lockstep.source.mongodb;

import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import dev.lockstep.config.StreamPolicy.OnHistoryLost;
import dev.lockstep.source.mongodb.EventDispatcher.Next;
import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplit;
import org.apache.flink.cdc.connectors.mongodb.source.config.MongoDBSourceConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the change stream from a split's start to its end, if it has one, and opens it again behind
 * the last event read when it breaks.
 */
final class StreamReader {

    private static final Logger LOG = LoggerFactory.getLogger(StreamReader.class);

    private final StreamSettings settings;
    private final MongoDBSourceConfig config;
    private final StreamMetrics metrics;
    private final StreamOutput output;
    private final EventDispatcher events;
    private final Resnapshot resnapshot;
    private final Heartbeat heartbeat;
    private final Backoff backoff = new Backoff();
    private EventDetail usualDetail;
    private EventDetail detail;
    private final OrphanSearch orphans;

    StreamReader(
            StreamSettings settings,
            MongoDBSourceConfig config,
            StreamMetrics metrics,
            StreamSplit split,
            StreamOutput output) {
        this.settings = settings;
        this.config = config;
        this.metrics = metrics;
        this.output = output;
        events = new EventDispatcher(settings, config, metrics, split, output);
        resnapshot = new Resnapshot(settings, config, split, output);
        heartbeat = new Heartbeat(settings.policy(), config, metrics, output);
        usualDetail = EventDetail.of(settings.policy().postImages());
        detail = usualDetail;
        orphans = new OrphanSearch(settings, config, split, resnapshot, output);
    }

    /** Ends behind the split's end, or when the output was told that the stream has failed. */
    void run() throws InterruptedException {
        boolean goesOn = true;
        while (goesOn && !events.isAtEnd()) {
            goesOn = openAndRead();
        }
    }

    /** Whether to open it again. */
    private boolean openAndRead() throws InterruptedException {
        boolean open = false;
        try {
            orphans.begin(events.point());
            try (ChangeStream stream =
                    ChangeStream.open(settings.watched(), detail, events.point(), config)) {
                open = true;
                LOG.info("Reads the change stream from {} on, with {}", events.point(), detail);
                return read(stream);
            }
        } catch (MongoInterruptedException e) {
            throw new InterruptedException(e.getMessage());
        } catch (MongoException e) {
            return goOnAfter(e, open ? StreamErrors.ofAnOpenStream(e) : StreamErrors.atOpening(e));
        }
    }

    private boolean read(ChangeStream stream) throws InterruptedException {
        while (!events.isAtEnd()) {
            Next next = events.dispatch(stream.next());
            if (next != Next.READ_ON) {
                return next == Next.OPEN_ANEW;
            }
            events.readUpTo(stream.point());
            orphans.endAt(events.point());
            heartbeat.beat(stream.point());
            backoff.reset();
            resnapshot.succeeded();
            if (detail != usualDetail) {
                // What was too large is over, or comes again.
                detail = usualDetail;
                return true;
            }
        }
        return true;
    }

    private boolean goOnAfter(MongoException e, StreamErrors error) throws InterruptedException {
        if (error == StreamErrors.NO_STORED_IMAGES && detail == EventDetail.STORED_IMAGES) {
            usualDetail = EventDetail.DOCUMENTS;
            detail = usualDetail;
            return true;
        }
        metrics.reopened();
        if (error == StreamErrors.TOO_LARGE && detail != EventDetail.KEYS) {
            detail = detail.less();
            LOG.warn("An event behind {} is too large; reads with {}", events.point(), detail);
            return true;
        } else if (error == StreamErrors.HISTORY_LOST) {
            return goOnWithoutHistory();
        } else if (error == StreamErrors.REFUSED) {
            return fail(StreamFailures.refused(e));
        } else if (!backoff.permits()) {
            return fail(StreamFailures.broken(e, backoff.failures()));
        }
        LOG.warn("The change stream broke at {}: {}", events.point(), StreamErrors.name(e));
        backoff.await();
        return true;
    }

    private boolean goOnWithoutHistory() throws InterruptedException {
        metrics.historyLost();
        if (settings.policy().onHistoryLost() == OnHistoryLost.FAIL) {
            return fail(StreamFailures.historyLost(events.point()));
        } else if (!resnapshot.permits()) {
            return fail(StreamFailures.historyLostAgain(events.point()));
        }
        try {
            events.readUpTo(resnapshot.run(events.point()));
            return true;
        } catch (MongoInterruptedException e) {
            throw new InterruptedException(e.getMessage());
        } catch (MongoException e) {
            return goOnAfter(e, StreamErrors.ofAnOpenStream(e));
        }
    }

    private boolean fail(Exception reason) throws InterruptedException {
        output.put(new StreamElement.Failed(reason));
        return false;
    }
}
