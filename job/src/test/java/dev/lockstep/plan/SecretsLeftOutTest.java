package dev.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.yaml.YamlTree;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsLeftOutTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    mongodb://host/?replicaSet=rs0                        | mongodb://host/?replicaSet=rs0
                    ${URI}                                                | ${URI}
                    ${URI:-mongodb://localhost:27017/?replicaSet=rs0}     | ${URI:-mongodb://localhost:27017/?replicaSet=rs0}
                    mongodb://user:s3cret@a:1,b:2/?tls=true               | mongodb://user:${MONGODB_PASSWORD}@a:1,b:2/?tls=true
                    mongodb+srv://user:s3cret@host                        | mongodb+srv://user:${MONGODB_PASSWORD}@host
                    mongodb://${USER}:${PW}@host                          | mongodb://${USER}:${PW}@host
                    mongodb://${USER:-u}:${PW:-s3cret}@host               | mongodb://${USER:-u}:${PW}@host
                    mongodb://${USER:-u}:s3cret@host                      | mongodb://${USER:-u}:${MONGODB_PASSWORD}@host
                    ${URI:-mongodb://user:s3cret@host}                    | ${URI}
                    mongodb://user@host/?tlsCertificateKeyFilePassword=s3cret | mongodb://user@host/?tlsCertificateKeyFilePassword=${MONGODB_PASSWORD}
                    """)
    void ofASource(String uri, String left) {
        assertThat(after("source", "uri", uri)).isEqualTo(left);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    jdbc:mysql://host:3306/shop?user=a@b.c                | jdbc:mysql://host:3306/shop?user=a@b.c
                    jdbc:mysql://host/shop?user=u&password=s3cret&x=1     | jdbc:mysql://host/shop?user=u&password=${MYSQL_PASSWORD}&x=1
                    jdbc:mysql://host/shop?trustCertificateKeyStorePassword=s3cret | jdbc:mysql://host/shop?trustCertificateKeyStorePassword=${MYSQL_PASSWORD}
                    jdbc:mysql://u:s3cret@host/shop                       | jdbc:mysql://u:${MYSQL_PASSWORD}@host/shop
                    """)
    void ofATarget(String url, String left) {
        assertThat(after("target", "url", url)).isEqualTo(left);
    }

    @ParameterizedTest
    @CsvSource({
        "s3cret,${MYSQL_PASSWORD}",
        "${PW},${PW}",
        "${PW:-s3cret},${PW}",
        "s${PW},${MYSQL_PASSWORD}",
        "'',''"
    })
    void ofAPassword(String password, String left) {
        assertThat(after("target", "password", password)).isEqualTo(left);
    }

    @Test
    void whatWasChangedIsTold() {
        YamlTree file =
                YamlTree.parse(
                        """
                        source: { uri: "mongodb://user:s3cret@host" }
                        target: { url: "${URL}", password: s3cret } # with a comment
                        masking:
                          hash_key: ${HASH_KEY}
                          encryption_keys: [{ id: k1, key: "${KEY:-s3cret}" }]
                        """);

        assertThat(SecretsLeftOut.of(file))
                .isEqualTo(
                        List.of(
                                "source.uri: a variable",
                                "target.password: ${MYSQL_PASSWORD}",
                                "masking.encryption_keys.key: ${KEY}"));
        assertThat(file.write()).doesNotContain("s3cret").contains("# with a comment");
    }

    private static String after(String section, String key, String value) {
        YamlTree file = YamlTree.parse("%s: { %s: '%s' }".formatted(section, key, value));
        SecretsLeftOut.of(file);
        return file.section(section).flatMap(it -> it.text(key)).orElseThrow();
    }
}
