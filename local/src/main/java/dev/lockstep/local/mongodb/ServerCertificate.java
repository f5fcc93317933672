package dev.lockstep.local.mongodb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;

/**
 * A key and a self-signed certificate for {@code localhost} and {@code 127.0.0.1}, made for one run
 * by the JDK's {@code keytool}, for which there is no public Java API.
 *
 * @param context for the server's connections
 * @param pem the certificate, which clients must trust
 */
record ServerCertificate(SslContext context, String pem) {
    private static final String ALIAS = "server";

    static ServerCertificate make() {
        try {
            Path folder = Files.createTempDirectory("lockstep-mongodb-tls");
            Path file = folder.resolve("keys.p12");
            String password = UUID.randomUUID().toString();
            try {
                runKeytool(file, password);
                return load(file, password.toCharArray());
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new MongoDbStartException(
                    "cannot make a certificate for TLS with this JDK's keytool", e);
        }
    }

    private static void runKeytool(Path file, String password) throws IOException {
        ProcessBuilder keytool =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "3650",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass:env",
                        "LOCKSTEP_STORE_PASSWORD");
        keytool.environment().put("LOCKSTEP_STORE_PASSWORD", password);
        keytool.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            if (keytool.start().waitFor() != 0) {
                throw new IOException("keytool failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static ServerCertificate load(Path file, char[] password)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, password);
        }
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        return new ServerCertificate(
                SslContextBuilder.forServer(managers).sslProvider(SslProvider.JDK).build(),
                pem(keys.getCertificate(ALIAS).getEncoded()));
    }

    private static String pem(byte[] encoded) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(encoded);
        return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ServerCertificate[]";
    }
}
