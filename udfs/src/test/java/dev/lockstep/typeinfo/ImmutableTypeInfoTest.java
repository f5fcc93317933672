package dev.lockstep.typeinfo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.event.Position;
import dev.lockstep.row.Cell;
import dev.lockstep.row.ChildRows;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import dev.lockstep.value.Value;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ImmutableTypeInfoTest {

    private static final Origin ORIGIN =
            new Origin(
                    Operation.UPDATE,
                    new Namespace("shop", "orders.2026"),
                    "{\"$oid\": \"5ca4bbc7a2dd94ee5816238c\"}",
                    7_000_000_000_000_000_001L,
                    new Position("8263"));

    static List<Value> values() {
        return List.of(
                Value.Null.INSTANCE,
                new Value.Bool(true),
                new Value.Bool(false),
                new Value.Int32(Integer.MIN_VALUE),
                new Value.Int64(Long.MAX_VALUE),
                new Value.Float64(-0.0),
                new Value.Decimal(new BigDecimal("-1.50E+10")),
                new Value.NotFinite("NaN"),
                new Value.Text("ä😀\u0000"),
                new Value.Date(-1),
                new Value.ObjectId("5ca4bbc7a2dd94ee5816238c"),
                new Value.Uuid("0e37df36-f698-11e6-8dd4-cb9ced3df976"),
                new Value.Binary(new byte[] {0, -1}, 255),
                new Value.Json("[1]"));
    }

    static Stream<TargetChange> changes() {
        List<Cell> key = List.of(new Cell("id", new Value.Int32(1)));
        List<Cell> cells = values().stream().map(value -> new Cell("c", value)).toList();
        return Stream.of(
                new TargetChange.Update(ORIGIN, "orders", key, cells),
                new TargetChange.Upsert(ORIGIN, "orders", key, cells),
                new TargetChange.Upsert(ORIGIN, "orders", key, cells, List.of("kept", "too")),
                new TargetChange.Upsert(
                        ORIGIN, "orders", key, cells, List.of(), children(key, cells)),
                new TargetChange.Delete(ORIGIN, "orders", key),
                new TargetChange.Delete(ORIGIN, "orders", key, children(key, cells)),
                new TargetChange.Seen(ORIGIN, "orders", key),
                new TargetChange.ReconcileBegin(ORIGIN, "orders"),
                new TargetChange.ReconcileEnd(ORIGIN, "orders"),
                new TargetChange.Rejected(
                        ORIGIN,
                        new DeadLetter(DeadLetter.Code.ROW_REJECTED, "a.b", "because", "{}")),
                new TargetChange.Rejected(
                        ORIGIN,
                        new DeadLetter(DeadLetter.Code.FIELD_MISSING, "", "because", null)));
    }

    private static List<ChildRows> children(List<Cell> key, List<Cell> cells) {
        ChildRows.Row row = new ChildRows.Row(key, cells);
        return List.of(
                new ChildRows("items", List.of("orders_id", "n"), List.of(row, row)),
                new ChildRows("tags", List.of("orders_id"), List.of()));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void targetChangesArriveAsTheyWere(TargetChange change) throws IOException {
        assertThat(roundTrip(change, ImmutableTypeInfo.TARGET_CHANGE)).isEqualTo(change);
    }

    @ParameterizedTest
    @EnumSource
    void changeEventsArriveAsTheyWere(Operation operation) throws IOException {
        ChangeEvent event =
                new ChangeEvent(
                        operation,
                        ORIGIN.namespace(),
                        ORIGIN.documentKey(),
                        operation == Operation.DELETE ? null : "{\"_id\": 1, \"ä\": \"😀\"}",
                        ORIGIN.clusterTime(),
                        operation == Operation.READ ? null : ORIGIN.position());
        assertThat(roundTrip(event, ImmutableTypeInfo.CHANGE_EVENT)).isEqualTo(event);
    }

    @Test
    void snapshotsRestoreTheirSerializers() {
        assertRestores(ImmutableTypeInfo.CHANGE_EVENT);
        assertRestores(ImmutableTypeInfo.TARGET_CHANGE);
        assertRestores(ImmutableTypeInfo.REJECTED);
    }

    private static <T> void assertRestores(TypeInformation<T> type) {
        TypeSerializer<T> serializer = serializer(type);
        TypeSerializerSnapshot<T> snapshot = serializer.snapshotConfiguration();
        assertThat(snapshot.restoreSerializer()).isEqualTo(serializer);
        assertThat(
                        serializer
                                .snapshotConfiguration()
                                .resolveSchemaCompatibility(snapshot)
                                .isCompatibleAsIs())
                .isTrue();
    }

    private static <T> T roundTrip(T value, TypeInformation<T> type) throws IOException {
        TypeSerializer<T> serializer = serializer(type);
        DataOutputSerializer first = new DataOutputSerializer(64);
        serializer.serialize(value, first);
        DataOutputSerializer second = new DataOutputSerializer(64);
        serializer.copy(new DataInputDeserializer(first.getCopyOfBuffer()), second);
        DataInputDeserializer in = new DataInputDeserializer(second.getCopyOfBuffer());
        T read = serializer.deserialize(in);
        assertThat(in.available()).isZero();
        return read;
    }

    private static <T> TypeSerializer<T> serializer(TypeInformation<T> type) {
        return type.createSerializer(new SerializerConfigImpl());
    }
}
