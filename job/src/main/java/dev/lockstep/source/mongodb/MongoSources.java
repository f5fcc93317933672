package dev.lockstep.source.mongodb;

import dev.lockstep.config.MongoSource;
import dev.lockstep.config.Startup;
import dev.lockstep.event.ChangeEvent;
import dev.lockstep.mapping.CollectionMapping;
import java.util.List;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.cdc.connectors.base.options.StartupOptions;
import org.apache.flink.cdc.connectors.mongodb.source.config.MongoDBSourceConfigFactory;

/** Builds Flink CDC's MongoDB source from a pipeline's settings. */
public final class MongoSources {

    private MongoSources() {}

    /**
     * Builds it.
     *
     * @param rowsBefore whether the target may have rows of this pipeline before it begins; those
     *     whose documents are gone are removed after the snapshot
     */
    public static Source<ChangeEvent, ?, ?> build(
            MongoSource source, List<CollectionMapping> collections, boolean rowsBefore) {
        SourceUri uri = SourceUri.parse(source.uri());
        MongoDBSourceConfigFactory config =
                new MongoDBSourceConfigFactory()
                        .scheme(uri.scheme())
                        .hosts(uri.hosts())
                        .connectionOptions(uri.options())
                        .databaseList(NamespaceFilter.databases(collections))
                        .collectionList(NamespaceFilter.collections(collections))
                        .startupOptions(startup(source.startup()))
                        .batchSize(source.batchSize())
                        .pollMaxBatchSize(source.batchSize())
                        .pollAwaitTimeMillis((int) source.pollAwait().toMillis())
                        .heartbeatIntervalMillis((int) source.heartbeat().toMillis())
                        .splitSizeMB(source.splitSizeMb());
        uri.credentials()
                .ifPresent(
                        credentials ->
                                config.username(credentials.username())
                                        .password(credentials.password()));
        return new ChangeEventSource(
                config,
                new StreamSettings(new WatchedCollections(collections), source.streamPolicy()),
                rowsBefore);
    }

    private static StartupOptions startup(Startup startup) {
        if (startup instanceof Startup.Latest) {
            return StartupOptions.latest();
        } else if (startup instanceof Startup.SnapshotOnly) {
            return StartupOptions.snapshot();
        } else if (startup instanceof Startup.AtTimestamp at) {
            return StartupOptions.timestamp(at.time().toEpochMilli());
        }
        return StartupOptions.initial();
    }
}
