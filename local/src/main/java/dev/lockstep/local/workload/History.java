package dev.lockstep.local.workload;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What was done to each document. */
public final class History {

    private final Map<DocumentKey, KeyHistory> keys = new ConcurrentHashMap<>();

    /** Of one document; empty for one that never was. */
    public KeyHistory of(DocumentKey key) {
        return keys.computeIfAbsent(key, any -> new KeyHistory());
    }

    /** All documents that were ever asked for. */
    public Set<DocumentKey> keys() {
        return keys.keySet();
    }
}
