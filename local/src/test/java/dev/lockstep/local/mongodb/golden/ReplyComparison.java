package dev.lockstep.local.mongodb.golden;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/** Compares replies with recorded ones: every field, its type, and the order of fields. */
final class ReplyComparison {

    /**
     * One place where a reply is not as recorded.
     *
     * @param place scenario, step and path of the field, such as {@code handshake/4/modules}
     */
    record Difference(String place, Optional<BsonValue> expected, Optional<BsonValue> actual) {

        @Override
        public String toString() {
            return place + "\n  recorded: " + text(expected) + "\n  answered: " + text(actual);
        }

        private static String text(Optional<BsonValue> value) {
            String text = value.map(BsonValue::toString).orElse("nothing");
            return text.length() > 400 ? text.substring(0, 400) + " ..." : text;
        }
    }

    private final Symbols symbols = new Symbols();
    private final List<Difference> differences = new ArrayList<>();

    List<Difference> differences() {
        return List.copyOf(differences);
    }

    void compare(String place, BsonValue expected, BsonValue actual) {
        if (Symbols.isSymbol(expected)) {
            require(symbols.stands(expected.asDocument(), actual), place, expected, actual);
        } else if (expected instanceof BsonDocument from && actual instanceof BsonDocument to) {
            compareFields(place, from, to);
        } else if (expected instanceof BsonArray from && actual instanceof BsonArray to) {
            compareElements(place, from, to);
        } else if (expected instanceof BsonString from && actual instanceof BsonString to) {
            boolean stands = symbols.standsInText(from.getValue(), to.getValue());
            require(stands, place, expected, actual);
        } else {
            require(expected.equals(actual), place, expected, actual);
        }
    }

    private void require(boolean equal, String place, BsonValue expected, BsonValue actual) {
        if (!equal) {
            differences.add(new Difference(place, Optional.of(expected), Optional.of(actual)));
        }
    }

    private void compareFields(String place, BsonDocument expected, BsonDocument actual) {
        var fields = new LinkedHashSet<>(expected.keySet());
        fields.addAll(actual.keySet());
        for (String field : fields) {
            compareOptional(
                    place + "/" + field,
                    Optional.ofNullable(expected.get(field)),
                    Optional.ofNullable(actual.get(field)));
        }
        boolean sameFields = expected.keySet().equals(actual.keySet());
        if (sameFields && !List.copyOf(expected.keySet()).equals(List.copyOf(actual.keySet()))) {
            require(false, place + "/order of fields", expected, actual);
        }
    }

    private void compareElements(String place, BsonArray expected, BsonArray actual) {
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            compareOptional(place + "/" + i, element(expected, i), element(actual, i));
        }
    }

    private static Optional<BsonValue> element(BsonArray array, int index) {
        return index < array.size() ? Optional.of(array.get(index)) : Optional.empty();
    }

    private void compareOptional(
            String place, Optional<BsonValue> expected, Optional<BsonValue> actual) {
        if (expected.isPresent() && actual.isPresent()) {
            compare(place, expected.get(), actual.get());
        } else {
            differences.add(new Difference(place, expected, actual));
        }
    }
}
