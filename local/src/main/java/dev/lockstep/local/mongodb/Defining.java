package dev.lockstep.local.mongodb;

import static java.util.Objects.requireNonNull;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.InvalidOptionsException;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers the commands that make, change, drop and rename collections. Of the options, {@code
 * changeStreamPreAndPostImages} is modelled, as MongoDB 6.0 has it; without {@link
 * EmbeddedMongoDb.Options#withPreAndPostImages()} it is unknown, as in 4.4.
 *
 * @see <a href="https://www.mongodb.com/docs/v6.0/reference/command/collMod/">collMod</a>
 */
final class Defining {
    private static final String IMAGES = "changeStreamPreAndPostImages";

    /** What may stand in any command. */
    private static final Set<String> GENERIC =
            Set.of("lsid", "$db", "$clusterTime", "$readPreference", "writeConcern", "comment");

    private final Storage storage;
    private final Oplog oplog;
    private final boolean imagesModelled;

    Defining(Storage storage, Oplog oplog, boolean imagesModelled) {
        this.storage = storage;
        this.oplog = oplog;
        this.imagesModelled = imagesModelled;
    }

    Document create(Request request) {
        Document images = images(request);
        if (images != null && !imagesModelled) {
            throw new MongoServerError(
                    40415, "BSON field 'create." + IMAGES + "' is an unknown field.");
        }
        Document reply = storage.run(request);
        if (images != null) {
            requireNonNull(storage.collection(request.namespace())).keepImages(isEnabled(images));
        }
        oplog.noop();
        return reply;
    }

    Document collMod(Request request) {
        StoredCollection collection = storage.collection(request.namespace());
        if (collection == null) {
            throw new MongoServerError(26, "NamespaceNotFound", "ns does not exist");
        }
        for (String field : request.body().keySet()) {
            boolean known = field.equals(IMAGES) ? imagesModelled : GENERIC.contains(field);
            if (!known && !field.equals(request.name())) {
                throw new InvalidOptionsException("unknown option to collMod: " + field);
            }
        }
        Document images = images(request);
        if (images != null) {
            collection.keepImages(isEnabled(images));
        }
        oplog.noop();
        return new Document();
    }

    Document drop(Request request) {
        if (storage.collection(request.namespace()) == null) {
            throw new MongoServerError(26, "NamespaceNotFound", "ns not found");
        }
        return storage.run(request);
    }

    /** A target that is dropped by it has no event of its own. */
    Document rename(Request request) {
        Namespace from = Namespace.parse((String) request.body().get(request.name()));
        Namespace to = Namespace.parse((String) request.body().get("to"));
        if (storage.collection(from) == null) {
            throw new MongoServerError(
                    26, "NamespaceNotFound", "Source collection " + from + " does not exist");
        }
        boolean dropTarget = Boolean.TRUE.equals(request.body().get("dropTarget"));
        if (dropTarget && !from.equals(to) && storage.collection(to) != null) {
            storage.resolveDatabase(to.database()).dropCollection(to.collection(), NoopOplog.get());
        }
        Document reply = storage.run(request);
        oplog.rename(from, to);
        return reply;
    }

    private static @Nullable Document images(Request request) {
        Object images = request.body().get(IMAGES);
        if (images == null) {
            return null;
        }
        if (!(images instanceof Document options)) {
            throw new InvalidOptionsException("'" + IMAGES + "' option must be a document");
        }
        for (String option : options.keySet()) {
            if (!option.equals("enabled")) {
                throw new MongoServerError(
                        40415, "BSON field '" + IMAGES + "." + option + "' is an unknown field.");
            }
        }
        if (Namespace.isInternalDatabase(request.database())) {
            throw new InvalidOptionsException(
                    IMAGES
                            + " collection option is not supported on the "
                            + request.database()
                            + " database");
        }
        return options;
    }

    private static boolean isEnabled(Document images) {
        return Boolean.TRUE.equals(images.get("enabled"));
    }
}
