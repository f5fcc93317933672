package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Dotted paths into a document, where a number is the place of an element. */
final class Paths {

    private Paths() {}

    static String join(String path, String part) {
        return path.isEmpty() ? part : path + "." + part;
    }

    /** The value at the path, or {@link Missing}. */
    static @Nullable Object get(Document document, String path) {
        Object value = document;
        for (String part : Utils.splitPath(path)) {
            if (value instanceof Document inner) {
                value = inner.getOrMissing(part);
            } else if (value instanceof List<?> array
                    && part.chars().allMatch(Character::isDigit)
                    && Integer.parseInt(part) < array.size()) {
                value = array.get(Integer.parseInt(part));
            } else {
                return Missing.getInstance();
            }
        }
        return value;
    }
}
