package dev.lockstep.local.mongodb;

import java.util.Optional;

/** Chooses a MongoDB: a given one, else a {@code mongod} of the PATH, else the embedded one. */
public final class MongoDbServers {
    /** Names the server that tests use, if one is given. */
    public static final String TEST_URI = "LOCKSTEP_TEST_MONGODB_URI";

    private MongoDbServers() {}

    /** Uses the server at the URI; without one starts what this machine has. */
    public static MongoDb start(Optional<String> uri) {
        return start(uri, Optional.ofNullable(System.getenv("PATH")).orElse(""));
    }

    /** The server for tests: {@link #TEST_URI} stands for the given URI. */
    public static MongoDb startForTests() {
        return start(Optional.ofNullable(System.getenv(TEST_URI)));
    }

    static MongoDb start(Optional<String> uri, String path) {
        if (uri.isPresent()) {
            return new GivenMongoDb(uri.get());
        }
        return LocalMongod.find(path)
                .<MongoDb>map(LocalMongod::start)
                .orElseGet(EmbeddedMongoDb::start);
    }
}
