package dev.lockstep.source.mongodb;

import dev.lockstep.config.StreamPolicy;
import dev.lockstep.config.StreamPolicy.OnDrop;
import dev.lockstep.config.StreamPolicy.OnRename;
import dev.lockstep.event.Namespace;
import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonDocument;

/**
 * Decides what a drop or a rename means for the tables, as the pipeline's policy says.
 *
 * <p>A dropped database comes as the drops of its collections first, so it needs no decision of its
 * own.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/change-events/">MongoDB: change
 *     events</a>
 */
record CollectionEvents(WatchedCollections watched, StreamPolicy policy) {

    CollectionDecision decide(BsonDocument event) {
        return switch (StreamEvents.type(event)) {
            case "drop" -> dropped(StreamEvents.namespace(event, "ns"));
            case "rename" ->
                    renamed(
                            StreamEvents.namespace(event, "ns"),
                            StreamEvents.namespace(event, "to"));
            case "dropDatabase" ->
                    new CollectionDecision.Keep(
                            "Database %s was dropped"
                                    .formatted(event.getDocument("ns").getString("db").getValue()));
            default ->
                    new CollectionDecision.Keep("Passes over an event " + StreamEvents.type(event));
        };
    }

    private CollectionDecision dropped(Namespace collection) {
        String what = "Collection %s was dropped".formatted(collection);
        if (policy.onDrop() == OnDrop.TRUNCATE) {
            return new CollectionDecision.Reconcile(
                    what + "; its rows are deleted", List.of(collection), List.of());
        } else if (policy.onDrop() == OnDrop.IGNORE) {
            return new CollectionDecision.Keep(what + "; its rows stay");
        }
        return new CollectionDecision.Stop(
                StreamFailures.toBeDecided(
                        what, "source.on_drop: truncate deletes its rows, ignore keeps them"));
    }

    private CollectionDecision renamed(Namespace from, Namespace to) {
        String what = "Collection %s was renamed to %s".formatted(from, to);
        if (policy.onRename() == OnRename.FOLLOW) {
            return new CollectionDecision.Reconcile(
                    what + "; the tables of both follow", watched(from), watched(to));
        } else if (policy.onRename() == OnRename.IGNORE) {
            return new CollectionDecision.Keep(
                    what
                            + "; the rows of the old name stay, and documents under the new one are"
                            + " not read before they change");
        }
        return new CollectionDecision.Stop(
                StreamFailures.toBeDecided(
                        what,
                        "source.on_rename: follow deletes the rows of the old name and reads the"
                                + " new one if it is the pipeline's, ignore does neither"));
    }

    private List<Namespace> watched(Namespace namespace) {
        return Stream.of(namespace).filter(watched::covers).toList();
    }
}
