package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What an update changed, as a change event tells it, from the document before and after.
 *
 * <p>Paths are dotted. An array that only grew or kept its length is described element by element,
 * any other change of an array by the whole array, as MongoDB 4.4 does for the operators that
 * change elements.
 */
final class UpdateDescription {
    private final Document updatedFields = new Document();
    private final List<String> removedFields = new ArrayList<>();

    static Document between(Document before, Document after) {
        UpdateDescription description = new UpdateDescription();
        description.compare("", before, after);
        return new Document("updatedFields", description.updatedFields)
                .append("removedFields", description.removedFields);
    }

    private void compare(String prefix, Document before, Document after) {
        for (String field : before.keySet()) {
            if (!after.containsKey(field)) {
                removedFields.add(prefix + field);
            }
        }
        for (Map.Entry<String, Object> field : after.entrySet()) {
            String path = prefix + field.getKey();
            if (before.containsKey(field.getKey())) {
                compareValue(path, before.get(field.getKey()), field.getValue());
            } else {
                updatedFields.put(path, field.getValue());
            }
        }
    }

    private void compareValue(String path, Object before, Object after) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before instanceof Document from && after instanceof Document to) {
            compare(path + ".", from, to);
        } else if (before instanceof List<?> from
                && after instanceof List<?> to
                && from.size() <= to.size()) {
            compareArray(path, from, to);
        } else {
            updatedFields.put(path, after);
        }
    }

    private void compareArray(String path, List<?> before, List<?> after) {
        for (int i = 0; i < after.size(); i++) {
            String element = path + "." + i;
            if (i < before.size()) {
                compareValue(element, before.get(i), after.get(i));
            } else {
                updatedFields.put(element, after.get(i));
            }
        }
    }
}
