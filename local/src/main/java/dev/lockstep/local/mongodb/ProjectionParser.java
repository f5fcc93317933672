package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the specifications of the stages {@code $project} and {@code $addFields}. */
final class ProjectionParser {
    private ProjectionParser() {}

    static Projection addFields(Document stage) {
        Map<String, Projection.Field> fields = new LinkedHashMap<>();
        stage.forEach((path, value) -> declare(path, path, value, fields, null));
        return new Projection(fields, true);
    }

    /** Throws error 31254 or 31253 when the stage both keeps and removes. */
    static Projection project(Document stage) {
        Map<String, Projection.Field> fields = new LinkedHashMap<>();
        boolean inclusion = isInclusion(stage);
        stage.forEach((path, value) -> declare(path, path, value, fields, inclusion));
        if (inclusion) {
            fields.putIfAbsent("_id", new Projection.Kept());
        }
        return new Projection(fields, !inclusion);
    }

    /** The first field but {@code _id} decides. */
    private static boolean isInclusion(Document specification) {
        for (Map.Entry<String, Object> field : specification.entrySet()) {
            if (!field.getKey().equals("_id") || specification.size() == 1) {
                return isNested(field.getValue())
                        ? isInclusion((Document) field.getValue())
                        : !isSwitch(field.getValue()) || isOn(field.getValue());
            }
        }
        return true;
    }

    private static boolean isNested(@Nullable Object value) {
        return value instanceof Document document
                && !document.isEmpty()
                && !document.keySet().iterator().next().startsWith("$");
    }

    private static boolean isSwitch(@Nullable Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    private static boolean isOn(Object value) {
        return value instanceof Number number
                ? number.doubleValue() != 0
                : Boolean.TRUE.equals(value);
    }

    /**
     * @param inclusion whether a field may be kept or may be removed; null when numbers and
     *     booleans are values
     */
    private static void declare(
            String path,
            String rest,
            @Nullable Object value,
            Map<String, Projection.Field> fields,
            @Nullable Boolean inclusion) {
        int dot = rest.indexOf('.');
        if (dot >= 0) {
            declare(
                    path,
                    rest.substring(dot + 1),
                    value,
                    nested(fields, rest.substring(0, dot)),
                    inclusion);
        } else if (isNested(value)) {
            Map<String, Projection.Field> inside = nested(fields, rest);
            ((Document) value)
                    .forEach((name, it) -> declare(path + "." + name, name, it, inside, inclusion));
        } else if (inclusion == null || !isSwitch(value)) {
            fields.put(rest, new Projection.Computed(value));
        } else {
            boolean kept = isOn(value);
            if (kept != inclusion && !path.equals("_id")) {
                throw mixed(path, kept);
            }
            fields.put(rest, kept ? new Projection.Kept() : new Projection.Removed());
        }
    }

    private static Map<String, Projection.Field> nested(
            Map<String, Projection.Field> fields, String name) {
        Projection.Field known = fields.get(name);
        if (known instanceof Projection.Nested nested) {
            return nested.fields();
        }
        Map<String, Projection.Field> inside = new LinkedHashMap<>();
        fields.put(name, new Projection.Nested(inside));
        return inside;
    }

    private static MongoServerError mixed(String path, boolean kept) {
        return new MongoServerError(
                kept ? 31253 : 31254,
                String.format(
                        "Invalid $project :: caused by :: Cannot do %s on field %s in %s projection",
                        kept ? "inclusion" : "exclusion", path, kept ? "exclusion" : "inclusion"));
    }
}
