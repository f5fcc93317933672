package dev.lockstep.local.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.local.shop.Operation.Delete;
import dev.lockstep.local.shop.Operation.Insert;
import dev.lockstep.local.shop.Operation.Replace;
import dev.lockstep.local.shop.Operation.Update;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class ShopTest {

    private static final ShopSize SIZE = new ShopSize(20, 10, 300);
    private static final int CHANGES = 20_000;

    @Test
    void sameSeedGivesTheSameLife() {
        assertThat(life(7)).isEqualTo(life(7));
        assertThat(life(7)).isNotEqualTo(life(8));
    }

    @Test
    void changesOnlyOrdersThatExistAndInsertsOnlyNewOnes() {
        Set<Object> orders = new HashSet<>();
        for (Operation operation : life(1)) {
            if (operation.collection().equals(Shop.ORDERS)) {
                follow(operation, orders);
            }
        }
        assertThat(orders).hasSizeGreaterThan(SIZE.orders());
    }

    private static void follow(Operation operation, Set<Object> orders) {
        if (operation instanceof Insert insert) {
            insert.inserted().forEach(order -> assertThat(orders.add(order.get("_id"))).isTrue());
        } else if (operation instanceof Update update) {
            assertThat(orders).containsAll(update.keys());
        } else if (operation instanceof Replace replace) {
            assertThat(orders).contains(replace.replacement().get("_id"));
        } else if (operation instanceof Delete delete) {
            assertThat(orders.remove(delete.key())).isTrue();
        }
    }

    @Test
    void doesAllThatABusyShopDoes() {
        List<Operation> life = life(1);

        assertThat(life)
                .hasAtLeastOneElementOfType(Replace.class)
                .hasAtLeastOneElementOfType(Delete.class)
                .anyMatch(o -> o instanceof Insert && o.documents() == 1)
                .anyMatch(o -> o instanceof Insert insert && insert.documents() == 200)
                .anyMatch(o -> o instanceof Update && o.documents() > 100);
        assertThat(updates(life)).contains("$set", "$unset", "$push", "$pop", "$inc");
        assertThat(totalsSet(life)).contains(Double.NaN);
    }

    private static Set<String> updates(List<Operation> life) {
        Set<String> operators = new HashSet<>();
        documents(life).forEach(update -> operators.addAll(update.keySet()));
        return operators;
    }

    private static List<Object> totalsSet(List<Operation> life) {
        return documents(life)
                .map(update -> update.get("$set", new Document()).get("total"))
                .filter(total -> total != null)
                .toList();
    }

    private static Stream<Document> documents(List<Operation> life) {
        return life.stream()
                .filter(Update.class::isInstance)
                .map(operation -> ((Update) operation).update());
    }

    private static List<Operation> life(long seed) {
        Shop shop = new Shop(seed, SIZE);
        List<Operation> life = new ArrayList<>(shop.fill());
        for (int i = 0; i < CHANGES; i++) {
            life.add(shop.change());
        }
        return life;
    }
}
