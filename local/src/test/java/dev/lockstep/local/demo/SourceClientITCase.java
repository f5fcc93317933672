package dev.lockstep.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import dev.lockstep.local.mongodb.EmbeddedMongoDb;
import dev.lockstep.local.mongodb.EmbeddedMongoDb.Options;
import org.junit.jupiter.api.Test;

class SourceClientITCase {

    @Test
    void opensAReplicaSet() {
        try (EmbeddedMongoDb server = EmbeddedMongoDb.start();
                MongoClient client = SourceClient.open(server.uri())) {
            assertThat(client.listDatabaseNames()).contains("admin");
        }
    }

    @Test
    void saysThatAServerIsNotAReplicaSet() {
        try (EmbeddedMongoDb server = EmbeddedMongoDb.start(Options.DEFAULT.asStandalone())) {
            assertThatThrownBy(() -> SourceClient.open(server.uri()))
                    .isInstanceOf(DemoException.class)
                    .hasMessageStartingWith("MongoDB is not a replica set");
        }
    }

    @Test
    void saysThatThePasswordIsWrongWithoutRepeatingIt() {
        Options options = Options.DEFAULT.withUser("reader", "right");
        try (EmbeddedMongoDb server = EmbeddedMongoDb.start(options)) {
            String uri = server.uri().replace(":right@", ":wrong@");

            assertThatThrownBy(() -> SourceClient.open(uri))
                    .isInstanceOf(DemoException.class)
                    .hasMessage("MongoDB refuses user or password: check --mongodb-uri")
                    .extracting(e -> ((DemoException) e).exitCode())
                    .isEqualTo(3);
        }
    }

    @Test
    void saysHowAUriReads() {
        assertThatThrownBy(() -> SourceClient.open("mongo://user:secret@host"))
                .hasMessage("the MongoDB URI must read mongodb://HOST:PORT/?replicaSet=NAME")
                .hasNoCause();
    }
}
