package dev.lockstep.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.event.Namespace;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentKeysTest {

    private static final Namespace ORDERS = new Namespace("shop", "orders");

    @Test
    void routesEqualIdsTheSameWay() {
        assertThat(
                        List.of(
                                "1",
                                "1.0",
                                "{\"$numberLong\": \"1\"}",
                                "{\"$numberDecimal\": \"1.00\"}"))
                .extracting(DocumentKeysTest::route)
                .containsOnly("shop.orders 1");
        assertThat(route("{\"a\": 1, \"b\": 2.0}")).isEqualTo(route("{\"a\": 1.0, \"b\": 2}"));
        assertThat(route("{\"$symbol\": \"a\\u007f\"}")).isEqualTo(route("\"a\\u007f\""));
        assertThat(route("\"a\\u007f\"")).isEqualTo(route("\"a\u007f\""));
    }

    @Test
    void tellsDifferentIdsApart() {
        assertThat(route("1")).isNotEqualTo(route("\"1\""));
        assertThat(route("{\"a\": 1, \"b\": 2}")).isNotEqualTo(route("{\"b\": 2, \"a\": 1}"));
        assertThat(DocumentKeys.routingKey(new Namespace("shop", "products"), "1"))
                .isNotEqualTo(route("1"));
    }

    @Test
    void routesAMalformedKeyByItsText() {
        assertThat(route("{oops")).isEqualTo("shop.orders {oops");
    }

    private static String route(String documentKey) {
        return DocumentKeys.routingKey(ORDERS, documentKey);
    }
}
