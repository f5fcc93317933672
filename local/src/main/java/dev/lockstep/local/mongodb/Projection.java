package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The stages {@code $project} and {@code $addFields} of a change stream. Dotted and nested paths
 * mean the same, fields that stay keep their places, computed ones follow them; the engine takes a
 * dotted path for a name.
 *
 * @see ProjectionParser
 * @param fields what happens to the fields that the stage names, in its order
 * @param others whether the fields that it does not name stay
 */
record Projection(Map<String, Field> fields, boolean others) {

    /** What happens to a field. */
    sealed interface Field {}

    record Kept() implements Field {}

    record Removed() implements Field {}

    record Computed(@Nullable Object expression) implements Field {}

    record Nested(Map<String, Field> fields) implements Field {}

    Document apply(Document document) {
        return apply(fields, document, document);
    }

    private Document apply(Map<String, Field> fields, Document part, Document whole) {
        Document result = new Document();
        part.forEach((name, value) -> keep(fields.get(name), name, value, whole, result));
        fields.forEach((name, field) -> compute(field, name, whole, result));
        return result;
    }

    private void keep(
            @Nullable Field field,
            String name,
            @Nullable Object value,
            Document whole,
            Document result) {
        boolean stays =
                (field == null || field instanceof Computed) ? others : field instanceof Kept;
        if (stays) {
            result.put(name, value);
        } else if (field instanceof Nested nested
                && (value instanceof Document || value instanceof List)) {
            result.put(name, applyInside(nested, value, whole));
        } else if (field instanceof Nested && others) {
            result.put(name, value);
        }
    }

    private Object applyInside(Nested nested, Object value, Document whole) {
        if (value instanceof Document document) {
            return apply(nested.fields(), document, whole);
        }
        List<Object> elements = new ArrayList<>();
        for (Object element : (List<?>) value) {
            if (element instanceof Document || element instanceof List) {
                elements.add(applyInside(nested, element, whole));
            } else if (others) {
                elements.add(element);
            }
        }
        return elements;
    }

    private void compute(Field field, String name, Document whole, Document result) {
        if (field instanceof Computed computed) {
            Object value = Expressions.value(computed.expression(), whole);
            if (value instanceof Missing) {
                result.remove(name);
            } else {
                result.put(name, value);
            }
        } else if (field instanceof Nested nested
                && hasComputed(nested)
                && !(result.get(name) instanceof Document || result.get(name) instanceof List)) {
            result.put(name, apply(nested.fields(), new Document(), whole));
        }
    }

    private static boolean hasComputed(Nested nested) {
        return nested.fields().values().stream()
                .anyMatch(
                        it ->
                                it instanceof Computed
                                        || (it instanceof Nested inside && hasComputed(inside)));
    }
}
