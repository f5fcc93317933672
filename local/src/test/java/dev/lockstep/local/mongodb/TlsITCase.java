package dev.lockstep.local.mongodb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.ByteArrayInputStream;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TlsITCase {
    private static EmbeddedMongoDb server;

    @BeforeAll
    static void start() {
        server = EmbeddedMongoDb.start(EmbeddedMongoDb.Options.DEFAULT.withTls());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void servesWhoTrustsItsCertificate() throws Exception {
        SSLContext trusting = trusting(server.certificate().orElseThrow());
        MongoClientSettings settings =
                MongoClientSettings.builder()
                        .applyConnectionString(new ConnectionString(server.uri()))
                        .applyToSslSettings(it -> it.context(trusting))
                        .build();
        try (MongoClient client = MongoClients.create(settings)) {
            var orders = client.getDatabase("shop").getCollection("orders");
            orders.insertOne(new Document("_id", 1));

            assertThat(orders.find()).containsExactly(new Document("_id", 1));
        }
    }

    @Test
    void servesNobodyWithoutEncryption() {
        MongoClientSettings settings =
                MongoClientSettings.builder()
                        .applyConnectionString(
                                new ConnectionString(server.uri().replace("tls=true", "tls=false")))
                        .applyToClusterSettings(
                                it -> it.serverSelectionTimeout(500, TimeUnit.MILLISECONDS))
                        .build();
        try (MongoClient client = MongoClients.create(settings)) {
            assertThatThrownBy(() -> client.getDatabase("shop").runCommand(new Document("ping", 1)))
                    .isInstanceOf(MongoTimeoutException.class);
        }
    }

    private static SSLContext trusting(String pem) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "server",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem.getBytes(US_ASCII))));
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
