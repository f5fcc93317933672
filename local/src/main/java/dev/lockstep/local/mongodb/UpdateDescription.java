package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What an update changed, as a change event tells it. MongoDB 4.4 describes what each operator did
 * to its path, and leaves out what did not change: {@code $set} of a document is that whole
 * document, {@code $pull} the whole array, only a {@code $push} at the end tells the new elements.
 */
final class UpdateDescription {
    private final Document before;
    private final Document after;

    /** In the order of paths, as the server walks them. */
    private final TreeMap<String, Object> updatedFields = new TreeMap<>();

    private final List<String> removedFields = new ArrayList<>();

    private UpdateDescription(Document before, Document after) {
        this.before = before;
        this.after = after;
    }

    /** {@code updatedFields} and {@code removedFields}, with dotted paths. */
    static Document of(Document operators, Document before, Document after) {
        UpdateDescription description = new UpdateDescription(before, after);
        operators.forEach(
                (operator, paths) ->
                        ((Document) paths)
                                .forEach((path, value) -> description.add(operator, path, value)));
        return new Document("updatedFields", new Document(description.updatedFields))
                .append("removedFields", description.removedFields);
    }

    private void add(String operator, String path, Object value) {
        for (String place : places(path)) {
            Object from = Paths.get(before, place);
            Object to = Paths.get(after, place);
            if (Objects.equals(from, to)) {
                continue;
            }
            if (operator.equals("$unset") || to instanceof Missing) {
                removedFields.add(place);
            } else if (operator.equals("$push") && isGrown(from, to)) {
                addElements(place, (List<?>) from, (List<?>) to);
            } else {
                updatedFields.put(place, to);
            }
            if (operator.equals("$rename")) {
                updatedFields.put((String) value, Paths.get(after, (String) value));
            }
        }
    }

    private static boolean isGrown(Object from, Object to) {
        return from instanceof List<?> few
                && to instanceof List<?> more
                && more.size() > few.size()
                && more.subList(0, few.size()).equals(few);
    }

    private void addElements(String place, List<?> from, List<?> to) {
        for (int i = from.size(); i < to.size(); i++) {
            updatedFields.put(place + "." + i, to.get(i));
        }
    }

    /**
     * The places that a path with positional parts ({@code $}, {@code $[]}, {@code $[name]}) can
     * mean: one for each element, of which those count that changed.
     */
    private List<String> places(String path) {
        List<String> places = List.of("");
        for (String part : Utils.splitPath(path)) {
            places =
                    places.stream()
                            .flatMap(
                                    place ->
                                            (part.startsWith("$") ? indexes(place) : List.of(part))
                                                    .stream().map(it -> Paths.join(place, it)))
                            .toList();
        }
        return places;
    }

    private List<String> indexes(String place) {
        return Paths.get(after, place) instanceof List<?> array
                ? IntStream.range(0, array.size()).mapToObj(Integer::toString).toList()
                : List.of();
    }
}
