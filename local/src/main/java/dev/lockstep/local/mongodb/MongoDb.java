package dev.lockstep.local.mongodb;

/** A MongoDB that is ready to use. Closing it stops what was started for it. */
public sealed interface MongoDb extends AutoCloseable
        permits EmbeddedMongoDb, LocalMongod, GivenMongoDb {

    /** The connection string, with the password if there is one. */
    String uri();

    /** What is used, in one line without secrets. */
    String describe();

    @Override
    void close();
}
