package dev.lockstep.local.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableColumnsTest {

    @Test
    void findsJsonInWhatMySqlSays() {
        assertThat(
                        TableColumns.json(
                                """
                                CREATE TABLE `t` (
                                  `id` char(24) NOT NULL,
                                  `my items` json DEFAULT NULL,
                                  `json` text,
                                  PRIMARY KEY (`id`)
                                )"""))
                .containsExactly("my items");
    }

    @Test
    void findsJsonInWhatMariaDbSays() {
        assertThat(
                        TableColumns.json(
                                """
                                CREATE TABLE `t` (
                                  `items` longtext COLLATE utf8mb4_bin CHECK (json_valid(`items`)),
                                  `text` longtext DEFAULT NULL
                                )"""))
                .containsExactly("items");
    }
}
