package dev.lockstep.preflight;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.CollectionMapping;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;

/**
 * Checks that the server stores post-images of all collections, for {@code post_images: stored}.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/collMod/#change-streams-with-document-pre--and-post-images">MongoDB:
 *     collMod</a>
 */
final class StoredPostImages {

    private static final String SUBJECT = "post-images";

    private StoredPostImages() {}

    static void check(
            MongoClient client, List<CollectionMapping> mappings, List<Finding> findings) {
        List<Namespace> without = new ArrayList<>();
        mappings.stream()
                .map(CollectionMapping::database)
                .distinct()
                .map(client::getDatabase)
                .forEach(database -> findWithout(database, mappings, without));
        for (Namespace namespace : without) {
            findings.add(
                    Finding.error(
                            SUBJECT,
                            namespace + " does not store them, and post_images is stored",
                            "db.getSiblingDB('%s').runCommand({collMod: '%s', changeStreamPreAndPostImages: {enabled: true}}), or post_images: auto"
                                    .formatted(namespace.database(), namespace.collection())));
        }
        if (without.isEmpty()) {
            findings.add(Finding.ok(SUBJECT, "stored"));
        }
    }

    private static void findWithout(
            MongoDatabase database, List<CollectionMapping> mappings, List<Namespace> without) {
        for (Document collection : database.listCollections()) {
            Namespace namespace = new Namespace(database.getName(), collection.getString("name"));
            boolean watched = mappings.stream().anyMatch(mapping -> mapping.covers(namespace));
            if (watched
                    && collection.getString("type").equals("collection")
                    && !stores(collection)) {
                without.add(namespace);
            }
        }
    }

    private static boolean stores(Document collection) {
        Document options = collection.get("options", new Document());
        return options.get("changeStreamPreAndPostImages") instanceof Document images
                && Boolean.TRUE.equals(images.getBoolean("enabled"));
    }
}
