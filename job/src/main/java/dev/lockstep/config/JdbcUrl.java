package dev.lockstep.config;

public final class JdbcUrl {
    private JdbcUrl() {}

    public static String withDefaults(String url) {
        return url;
    }
}
