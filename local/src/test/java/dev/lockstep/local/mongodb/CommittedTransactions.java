package dev.lockstep.local.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;

/** What must hold of the events of {@link RandomTransactions} in a change stream. */
final class CommittedTransactions {
    private static final int FEW = 5;

    private CommittedTransactions() {}

    /** Each is whole: side by side, at a cluster time that no other event has. */
    static void assertWhole(List<BsonDocument> events) {
        Map<BsonDocument, List<BsonDocument>> transactions =
                events.stream()
                        .filter(event -> event.containsKey("txnNumber"))
                        .collect(
                                Collectors.groupingBy(
                                        CommittedTransactions::origin,
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        assertThat(transactions).hasSizeGreaterThan(FEW);
        transactions.forEach((origin, own) -> assertWhole(own, events));
        assertThat(events.stream().filter(CommittedTransactions::isMark))
                .hasSize(2 * transactions.size());
    }

    private static BsonDocument origin(BsonDocument event) {
        return new BsonDocument("lsid", event.get("lsid"))
                .append("txnNumber", event.get("txnNumber"));
    }

    private static void assertWhole(List<BsonDocument> own, List<BsonDocument> events) {
        BsonDocument first = own.get(0);
        BsonDocument last = own.get(own.size() - 1);
        int start = events.indexOf(first);
        assertThat(events.subList(start, start + own.size())).isEqualTo(own);
        assertThat(events)
                .filteredOn(event -> event.get("clusterTime").equals(first.get("clusterTime")))
                .isEqualTo(own);

        assertThat(isMark(first)).as("%s begins a transaction", first).isTrue();
        assertThat(last.get("fullDocument")).isEqualTo(first.get("fullDocument"));
        assertThat(last.get("ns")).isNotEqualTo(first.get("ns"));
        assertThat(first.getDocument("fullDocument").getBoolean(RandomTransactions.COMMITTED))
                .isEqualTo(BsonBoolean.TRUE);
    }

    private static boolean isMark(BsonDocument event) {
        return event.get("fullDocument") instanceof BsonDocument document
                && document.containsKey(RandomTransactions.COMMITTED);
    }
}
