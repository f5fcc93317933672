package dev.lockstep.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Driver;
import java.util.List;
import java.util.ServiceLoader;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The submitted jar holds what Flink lacks, once, and nothing that Flink has. */
class JobJarITCase {

    private static final String SERVICES = "META-INF/services/";

    private static JarFile jar;
    private static List<String> entries;

    @BeforeAll
    static void open() throws IOException {
        jar = new JarFile(System.getProperty("lockstep.job.jar"));
        entries =
                jar.stream().filter(entry -> !entry.isDirectory()).map(JarEntry::getName).toList();
    }

    @AfterAll
    static void close() throws IOException {
        jar.close();
    }

    @Test
    void namesItsMainClassAndVersion() throws IOException {
        Attributes manifest = jar.getManifest().getMainAttributes();

        assertThat(manifest.getValue("Main-Class")).isEqualTo(Repository.mainClass());
        assertThat(manifest.getValue("Implementation-Version")).isEqualTo(Repository.version());
        assertThat(manifest.getValue("Multi-Release")).isEqualTo("true");
    }

    @Test
    void isTheJarThatDeploymentsName() {
        assertThat(Path.of(jar.getName()))
                .isEqualTo(Repository.path(Repository.jobJar()).toAbsolutePath().normalize());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com/fasterxml/jackson/core/JsonParser.class",
                "com/mongodb/client/MongoClient.class",
                "com/mysql/cj/jdbc/Driver.class",
                "com/google/common/collect/ImmutableList.class",
                "com/google/protobuf/Message.class",
                "dev/cel/bundle/Cel.class",
                "dev/lockstep/config/Pipeline.class",
                "dev/lockstep/event/ChangeEvent.class",
                "org/apache/flink/cdc/connectors/mongodb/source/MongoDBSource.class",
                "org/apache/flink/connector/base/source/reader/SourceReaderBase.class",
                "org/apache/flink/connector/jdbc/core/datastream/sink/JdbcSink.class",
                "org/yaml/snakeyaml/Yaml.class",
                "picocli/CommandLine.class",
            })
    void holdsOneCopy(String file) {
        assertThat(entries).containsOnlyOnce(file);
    }

    @Test
    void holdsOneMongoDriver() {
        assertThat(entries.stream().filter(entry -> entry.endsWith("/MongoClientImpl.class")))
                .containsExactly("com/mongodb/client/internal/MongoClientImpl.class");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ch/vorburger/",
                "com/esotericsoftware/",
                "de/bwaldvogel/",
                "io/fabric8/",
                "org/apache/flink/api/",
                "org/apache/flink/client/",
                "org/apache/flink/configuration/",
                "org/apache/flink/core/",
                "org/apache/flink/kubernetes/",
                "org/apache/flink/runtime/",
                "org/apache/flink/streaming/",
                "org/apache/log4j/",
                "org/apache/logging/",
                "org/junit/",
                "org/rocksdb/",
                "org/slf4j/",
            })
    void leavesOut(String folder) {
        assertThat(entries.stream().filter(entry -> entry.startsWith(folder))).isEmpty();
    }

    @Test
    void holdsNothingThatFitsOnlyItsParts() {
        assertThat(entries)
                .doesNotHaveDuplicates()
                .noneMatch(entry -> entry.endsWith("module-info.class"))
                .noneMatch(entry -> entry.matches("META-INF/[^/]+\\.(SF|DSA|RSA|EC|LIST)"));
    }

    @Test
    void keepsTheLicences() throws IOException {
        assertThat(text("META-INF/LICENSE")).isEqualTo(Repository.text("LICENSE"));
        assertThat(text("LICENSE")).startsWith("Licensing Information User Manual\n\nMySQL");
        assertThat(text("META-INF/NOTICE"))
                .contains("MySQL Connector/J", "Apache Flink", "Jackson JSON processor");
    }

    @Test
    void mergesServices() throws IOException {
        assertThat(providers(SERVICES + "org.apache.flink.table.factories.Factory"))
                .containsExactlyInAnyOrder(
                        "org.apache.flink.cdc.connectors.mongodb.table.MongoDBTableSourceFactory",
                        "org.apache.flink.connector.jdbc.core.database.catalog.factory.JdbcCatalogFactory",
                        "org.apache.flink.connector.jdbc.core.table.JdbcDynamicTableFactory");
    }

    @Test
    void namesNoServiceThatItLacks() throws IOException {
        List<String> services =
                entries.stream().filter(entry -> entry.startsWith(SERVICES)).toList();

        assertThat(services).isNotEmpty();
        for (String service : services) {
            assertThat(entries)
                    .as(service)
                    .containsAll(
                            providers(service).stream()
                                    .map(name -> name.replace('.', '/') + ".class")
                                    .toList());
        }
    }

    @Test
    void offersTheMysqlDriverByItself() throws IOException {
        URL url = Path.of(jar.getName()).toUri().toURL();
        try (var classes =
                new URLClassLoader(new URL[] {url}, ClassLoader.getPlatformClassLoader())) {
            assertThat(ServiceLoader.load(Driver.class, classes))
                    .extracting(driver -> driver.getClass().getName())
                    .containsExactly("com.mysql.cj.jdbc.Driver");
        }
    }

    private static List<String> providers(String service) throws IOException {
        return text(service)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private static String text(String entry) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getEntry(entry))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
