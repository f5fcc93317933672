package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.aggregation.Expression;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates aggregation expressions, by the engine but for paths: it would take texts inside their
 * values for expressions once more.
 */
final class Expressions {
    private Expressions() {}

    /** The value for a document, or {@link Missing}. */
    static @Nullable Object value(@Nullable Object expression, Document document) {
        if (expression instanceof String path && path.startsWith("$") && !path.startsWith("$$")) {
            return Utils.getSubdocumentValueCollectionAware(document, path.substring(1));
        }
        if (expression instanceof List<?> elements) {
            return elements.stream()
                    .map(element -> value(element, document))
                    .map(value -> value instanceof Missing ? null : value)
                    .collect(Collectors.toList());
        }
        return Expression.evaluateDocument(expression, document);
    }
}
