package dev.lockstep.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.event.Namespace;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollectionMappingTest {

    @Test
    void namesTablesAfterTheirCollections() {
        assertThat(table("{collection}", "orders")).isEqualTo("orders");
        assertThat(table("{database}_{collection}", "orders.2026")).isEqualTo("shop_orders.2026");
    }

    @Test
    void mendsNamesThatNoTableCanHave() {
        String tooLong = table("{collection}", "x".repeat(65));
        assertThat(tooLong).hasSize(64).startsWith("x".repeat(55) + "_");
        assertThat(tooLong).isNotEqualTo(table("{collection}", "x".repeat(66)));
        assertThat(table("{collection}", "a ")).matches("a _[0-9a-f]{8}");
    }

    private static String table(String template, String collection) {
        return new CollectionMapping(
                        "shop", "*", template, List.of(), List.of(), List.of(), SchemaDrift.EVOLVE)
                .tableFor(new Namespace("shop", collection));
    }
}
