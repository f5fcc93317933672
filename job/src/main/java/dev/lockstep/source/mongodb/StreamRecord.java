package dev.lockstep.source.mongodb;

import java.util.Map;
import org.apache.flink.cdc.connectors.shaded.org.apache.kafka.connect.source.SourceRecord;

/**
 * Carries an element of the stream in the form that Flink CDC's queue takes, whose own form would
 * make a document to text, and that to a Kafka Connect structure.
 */
final class StreamRecord extends SourceRecord {

    private final StreamElement element;

    StreamRecord(StreamElement element) {
        super(Map.of(), Map.of(), "stream", null, null);
        this.element = element;
    }

    StreamElement element() {
        return element;
    }

    /** Without the element: it holds a document. */
    @Override
    public String toString() {
        return "StreamRecord[" + element.getClass().getSimpleName() + "]";
    }
}
