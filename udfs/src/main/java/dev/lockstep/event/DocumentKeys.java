package dev.lockstep.event;

public final class DocumentKeys {
    private DocumentKeys() {}

    public static String routingKey(Namespace n, String key) {
        return n + " " + key;
    }
}
