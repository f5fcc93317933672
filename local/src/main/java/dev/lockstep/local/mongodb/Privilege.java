package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Actions that are allowed on a resource. */
record Privilege(Resource resource, Set<Action> actions) {

    Privilege {
        actions = Set.copyOf(actions);
    }

    static Privilege on(Resource resource, Action... actions) {
        return new Privilege(resource, Set.of(actions));
    }

    static Privilege of(Document document) {
        Set<Action> actions = EnumSet.noneOf(Action.class);
        for (Object action : (Collection<?>) document.getOrDefault("actions", List.of())) {
            actions.add(
                    Action.of((String) action)
                            .orElseThrow(
                                    () ->
                                            new MongoServerError(
                                                    9,
                                                    "FailedToParse",
                                                    "Unrecognized action privilege string: "
                                                            + action)));
        }
        return new Privilege(Resource.of((Document) document.get("resource")), actions);
    }

    boolean allows(Action action, Resource needed) {
        return resource.covers(needed)
                && (actions.contains(action) || actions.contains(Action.ANY));
    }

    Document toDocument() {
        return new Document("resource", resource.toDocument())
                .append("actions", actions.stream().map(action -> action.text).sorted().toList());
    }
}
