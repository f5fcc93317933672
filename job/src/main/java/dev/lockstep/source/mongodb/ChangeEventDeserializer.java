package dev.lockstep.source.mongodb;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.typeinfo.ImmutableTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.cdc.connectors.mongodb.internal.MongoDBEnvelope;
import org.apache.flink.cdc.connectors.shaded.org.apache.kafka.connect.data.Struct;
import org.apache.flink.cdc.connectors.shaded.org.apache.kafka.connect.source.SourceRecord;
import org.apache.flink.cdc.debezium.DebeziumDeserializationSchema;
import org.apache.flink.util.Collector;

/**
 * Wraps what a snapshot's split has, read or merged into it, as a {@link ChangeEvent}. Nothing is
 * converted here: a source has no side output for what can't be converted.
 */
final class ChangeEventDeserializer implements DebeziumDeserializationSchema<ChangeEvent> {

    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(SourceRecord record, Collector<ChangeEvent> out) {
        Struct value = (Struct) record.value();
        Struct namespace = value.getStruct(MongoDBEnvelope.NAMESPACE_FIELD);
        String key = ((Struct) record.key()).getString(MongoDBEnvelope.ID_FIELD);
        out.collect(
                new ChangeEvent(
                        Operation.READ,
                        new Namespace(
                                namespace.getString(MongoDBEnvelope.NAMESPACE_DATABASE_FIELD),
                                namespace.getString(MongoDBEnvelope.NAMESPACE_COLLECTION_FIELD)),
                        ExtendedJson.onlyField(key),
                        value.getString(MongoDBEnvelope.FULL_DOCUMENT_FIELD),
                        0,
                        null));
    }

    @Override
    public TypeInformation<ChangeEvent> getProducedType() {
        return ImmutableTypeInfo.CHANGE_EVENT;
    }
}
