package dev.lockstep.function;

import dev.lockstep.decode.DocumentKeys;
import dev.lockstep.event.ChangeEvent;
import org.apache.flink.api.java.functions.KeySelector;

/** Sends all events of a document the same way, so that they stay in order. */
public final class KeyByDocument implements KeySelector<ChangeEvent, String> {

    private static final long serialVersionUID = 1L;

    @Override
    public String getKey(ChangeEvent event) {
        return DocumentKeys.routingKey(event.namespace(), event.documentKey());
    }
}
