package dev.lockstep.source.mongodb;

import dev.lockstep.mapping.CollectionMapping;
import java.util.List;

/**
 * What of the deployment is watched, as Flink CDC's lists of names and regular expressions.
 *
 * <p>With one exact collection name Flink CDC opens a stream on that collection, which a drop of
 * the collection ends for good while the job seems to run. Here a collection is always a regular
 * expression that differs from its name, so the stream is on a database (one exact name) or on the
 * deployment, and the server filters namespaces.
 */
final class NamespaceFilter {

    private NamespaceFilter() {}

    static String[] databases(List<CollectionMapping> collections) {
        List<String> names =
                collections.stream().map(CollectionMapping::database).distinct().toList();
        // A single name stays as it is: that is what makes it a stream on the database.
        return names.size() == 1
                ? new String[] {names.get(0)}
                : names.stream().map(NamespaceFilter::escape).toArray(String[]::new);
    }

    static String[] collections(List<CollectionMapping> collections) {
        return collections.stream().map(NamespaceFilter::expression).toArray(String[]::new);
    }

    private static String expression(CollectionMapping mapping) {
        String collection =
                mapping.collection().equals(CollectionMapping.ANY)
                        ? ".+"
                        : escape(mapping.collection());
        return escape(mapping.database()) + "\\." + collection;
    }

    /** A form that Java's and the server's regular expressions both take literally. */
    static String escape(String name) {
        return name.replaceAll("[^\\p{L}\\p{N}_]", "\\\\$0");
    }
}
