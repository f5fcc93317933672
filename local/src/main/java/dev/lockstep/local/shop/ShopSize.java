package dev.lockstep.local.shop;

/** How many documents a shop opens with; at least one customer and one product. */
public record ShopSize(int customers, int products, int orders) {

    public static final ShopSize DEMO = new ShopSize(2_000, 500, 5_000);
}
