package dev.lockstep.source.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.StreamPolicy;
import dev.lockstep.config.StreamPolicy.OnDrop;
import dev.lockstep.config.StreamPolicy.OnHistoryLost;
import dev.lockstep.config.StreamPolicy.OnRename;
import dev.lockstep.config.StreamPolicy.PostImages;
import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.CollectionMapping;
import java.time.Duration;
import java.util.List;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollectionEventsTest {

    private static final Namespace ORDERS = new Namespace("shop", "orders");
    private static final Namespace OLD = new Namespace("shop", "old_orders");

    private static final BsonDocument DROP =
            BsonDocument.parse("{operationType: 'drop', ns: {db: 'shop', coll: 'orders'}}");

    @Test
    void aDropStopsThePipelineUnlessItSaysOtherwise() {
        CollectionDecision decision = events(StreamPolicy.DEFAULT).decide(DROP);

        assertThat(((CollectionDecision.Stop) decision).reason())
                .isInstanceOf(SuppressRestartsException.class)
                .hasRootCauseMessage(
                        "Collection shop.orders was dropped: the pipeline stops here, with all"
                                + " changes before that in the target, because it is not told what"
                                + " to do with the rows. Set source.on_drop: truncate deletes its"
                                + " rows, ignore keeps them; then go on from the last checkpoint");
    }

    @Test
    void aDropKeepsOrDeletesRows() {
        assertThat(events(policy(OnDrop.IGNORE, OnRename.FAIL)).decide(DROP))
                .isInstanceOf(CollectionDecision.Keep.class);
        CollectionDecision truncate = events(policy(OnDrop.TRUNCATE, OnRename.FAIL)).decide(DROP);
        assertThat(truncate)
                .isEqualTo(
                        new CollectionDecision.Reconcile(
                                "Collection shop.orders was dropped; its rows are deleted",
                                List.of(ORDERS),
                                List.of()));
    }

    @ParameterizedTest
    @CsvSource({"orders, old_orders, 1, 1", "other, orders, 0, 1", "orders, other, 1, 0"})
    void aRenameIsFollowedByTheTablesOfWhatIsWatched(String from, String to, int gone, int filled) {
        CollectionDecision decision =
                events(policy(OnDrop.FAIL, OnRename.FOLLOW)).decide(rename(from, to));

        CollectionDecision.Reconcile reconcile = (CollectionDecision.Reconcile) decision;
        assertThat(reconcile.gone())
                .isEqualTo(List.of(new Namespace("shop", from)).subList(0, gone));
        assertThat(reconcile.filled())
                .isEqualTo(List.of(new Namespace("shop", to)).subList(0, filled));
    }

    @Test
    void aRenameStopsThePipelineOrKeepsRows() {
        BsonDocument rename = rename("orders", "other");
        assertThat(events(policy(OnDrop.FAIL, OnRename.FAIL)).decide(rename))
                .isInstanceOf(CollectionDecision.Stop.class);
        assertThat(events(policy(OnDrop.FAIL, OnRename.IGNORE)).decide(rename))
                .isInstanceOf(CollectionDecision.Keep.class);
    }

    @Test
    void aDroppedDatabaseNeedsNoDecisionOfItsOwn() {
        BsonDocument event =
                BsonDocument.parse("{operationType: 'dropDatabase', ns: {db: 'shop'}}");
        assertThat(events(StreamPolicy.DEFAULT).decide(event))
                .isEqualTo(new CollectionDecision.Keep("Database shop was dropped"));
    }

    private static CollectionEvents events(StreamPolicy policy) {
        return new CollectionEvents(
                new WatchedCollections(
                        List.of(
                                CollectionMapping.byConvention("shop", ORDERS.collection()),
                                CollectionMapping.byConvention("shop", OLD.collection()))),
                policy);
    }

    private static StreamPolicy policy(OnDrop onDrop, OnRename onRename) {
        return new StreamPolicy(
                PostImages.AUTO, OnHistoryLost.FAIL, onDrop, onRename, Duration.ofHours(1));
    }

    private static BsonDocument rename(String from, String to) {
        return BsonDocument.parse(
                "{operationType: 'rename', ns: {db: 'shop', coll: '%s'}, to: {db: 'shop', coll: '%s'}}"
                        .formatted(from, to));
    }
}
