package dev.lockstep.typeinfo;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.row.TargetChange;
import java.util.Objects;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** Tells Flink to use a given serializer for an immutable type that is neither key nor tuple. */
public final class ImmutableTypeInfo<T> extends TypeInformation<T> {

    private static final long serialVersionUID = 1L;

    public static final TypeInformation<ChangeEvent> CHANGE_EVENT =
            new ImmutableTypeInfo<>(ChangeEvent.class, ChangeEventSerializer.INSTANCE);

    public static final TypeInformation<TargetChange> TARGET_CHANGE =
            new ImmutableTypeInfo<>(
                    TargetChange.class, new TargetChangeSerializer<>(TargetChange.class));

    public static final TypeInformation<TargetChange.Rejected> REJECTED =
            new ImmutableTypeInfo<>(
                    TargetChange.Rejected.class,
                    new TargetChangeSerializer<>(TargetChange.Rejected.class));

    private final Class<T> type;
    private final TypeSerializer<T> serializer;

    private ImmutableTypeInfo(Class<T> type, TypeSerializer<T> serializer) {
        this.type = type;
        this.serializer = serializer;
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return serializer;
    }

    @Override
    @Deprecated
    public TypeSerializer<T> createSerializer(ExecutionConfig config) {
        return serializer;
    }

    @Override
    public Class<T> getTypeClass() {
        return type;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ImmutableTypeInfo;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ImmutableTypeInfo<?> that && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(type);
    }

    @Override
    public String toString() {
        return type.getSimpleName();
    }
}
