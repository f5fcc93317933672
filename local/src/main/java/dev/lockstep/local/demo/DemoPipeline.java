package dev.lockstep.local.demo;

import dev.lockstep.config.Delivery;
import dev.lockstep.config.Errors;
import dev.lockstep.config.JdbcTarget;
import dev.lockstep.config.MongoSource;
import dev.lockstep.config.Pipeline;
import dev.lockstep.config.Startup;
import dev.lockstep.config.StreamPolicy;
import dev.lockstep.local.mongodb.MongoDb;
import dev.lockstep.local.mysql.MySqlServer;
import dev.lockstep.local.shop.LagProbe;
import dev.lockstep.local.shop.ShopWorkload;
import dev.lockstep.local.verify.ChildTable;
import dev.lockstep.local.verify.CollectionTable;
import dev.lockstep.mapping.ChildMapping;
import dev.lockstep.mapping.CollectionMapping;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The pipeline that the demo runs: one database, all by convention but for child tables. */
final class DemoPipeline {

    static final String NAME = "demo";
    static final String DATABASE = "shop";
    static final String DEAD_LETTERS = "lockstep_dead_letters";

    /** Short, because the source goes from snapshot to stream with a checkpoint. */
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);

    /** All that the demo writes in the source. */
    static final List<String> COLLECTIONS =
            Stream.concat(ShopWorkload.COLLECTIONS.stream(), Stream.of(LagProbe.COLLECTION))
                    .toList();

    private DemoPipeline() {}

    /** The table of the array that a collection's documents have. */
    static Optional<String> childTable(String collection) {
        return Optional.ofNullable(ShopWorkload.ARRAYS.get(collection))
                .map(array -> collection + '_' + array);
    }

    /** All that the demo makes in the target, beside Lockstep's own. */
    static List<String> tables() {
        return Stream.concat(
                        COLLECTIONS.stream(),
                        COLLECTIONS.stream()
                                .map(DemoPipeline::childTable)
                                .flatMap(Optional::stream))
                .toList();
    }

    static Pipeline between(MongoDb source, MySqlServer target) {
        return new Pipeline(
                NAME,
                new MongoSource(
                        source.uri(),
                        new Startup.Initial(),
                        Duration.ofMillis(50),
                        1024,
                        Duration.ofSeconds(5),
                        64,
                        StreamPolicy.DEFAULT),
                new JdbcTarget(target.url(), target.username(), target.password()),
                mappings(),
                new Delivery(
                        1000,
                        4L << 20,
                        Duration.ofMillis(100),
                        CHECKPOINT_INTERVAL,
                        new Delivery.Retry(6, Duration.ofMillis(100), Duration.ofSeconds(2))),
                new Errors(DEAD_LETTERS));
    }

    private static List<CollectionMapping> mappings() {
        Stream<CollectionMapping> withArrays =
                ShopWorkload.ARRAYS.entrySet().stream()
                        .map(
                                array ->
                                        CollectionMapping.byConvention(DATABASE, array.getKey())
                                                .withChildren(
                                                        List.of(
                                                                ChildMapping.byConvention(
                                                                        array.getValue()))));
        return Stream.concat(
                        withArrays,
                        Stream.of(CollectionMapping.byConvention(DATABASE, CollectionMapping.ANY)))
                .toList();
    }

    static List<CollectionTable> pairs() {
        return COLLECTIONS.stream().map(DemoPipeline::pair).toList();
    }

    private static CollectionTable pair(String collection) {
        CollectionTable pair = new CollectionTable(DATABASE, collection, collection);
        return childTable(collection)
                .map(
                        table ->
                                pair.withChildren(
                                        ChildTable.ofArray(
                                                ShopWorkload.ARRAYS.get(collection), table)))
                .orElse(pair);
    }
}
