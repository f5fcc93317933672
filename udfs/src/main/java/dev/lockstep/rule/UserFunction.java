package dev.lockstep.rule;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function of your own for the expressions of pipeline files; {@link NormalizePhone} is an
 * example.
 *
 * <p>It is found by {@link java.util.ServiceLoader}: its jar names it in {@code
 * META-INF/services/dev.lockstep.rule.UserFunction}, and is on the class path of the job, of {@code
 * flink run} and of {@code validate}. The class is public with a constructor without parameters.
 * Several functions may have one name if their parameters differ.
 *
 * <p>A function is called by several threads at once, and again for events that come again after a
 * failure: it must depend on its arguments only, and be quick. An exception makes the document a
 * dead letter, {@code EXPRESSION_FAILED}, that tells the exception's class and never its message.
 */
public interface UserFunction {

    /** The type of an argument or a result, and the Java class of its values. */
    enum Type {
        BOOL(SimpleType.BOOL, Boolean.class),
        /** Integers of BSON, of either size. */
        INT(SimpleType.INT, Long.class),
        DOUBLE(SimpleType.DOUBLE, Double.class),
        /** Strings, and ObjectIds and UUIDs as text. */
        STRING(SimpleType.STRING, String.class),
        TIMESTAMP(SimpleType.TIMESTAMP, Instant.class),
        /** Elements are of any of these classes. */
        LIST(ListType.create(SimpleType.DYN), List.class),
        /** A document: keys are texts, values of any of these classes. */
        MAP(MapType.create(SimpleType.STRING, SimpleType.DYN), Map.class),
        /** Any of these, or null. */
        ANY(SimpleType.DYN, Object.class);

        private final CelType cel;
        private final Class<?> javaClass;

        Type(CelType cel, Class<?> javaClass) {
            this.cel = cel;
            this.javaClass = javaClass;
        }

        CelType cel() {
            return cel;
        }

        Class<?> javaClass() {
            return javaClass;
        }
    }

    /** What expressions call it: a letter, then letters, digits and {@code _}. */
    String name();

    List<Type> parameters();

    Type result();

    /**
     * Computes the result.
     *
     * @param arguments of the parameters' classes, in their order; null only for {@link Type#ANY}
     * @return of the result's class; null becomes CEL's null
     */
    @Nullable Object call(List<@Nullable Object> arguments) throws Exception;
}
