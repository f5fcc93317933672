package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.BadValueException;
import de.bwaldvogel.mongo.exception.InvalidOptionsException;
import java.util.List;
import java.util.Set;
import java.util.function.LongBinaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An update that the engine does not know, as one that it knows and that does the same to one given
 * document: a pipeline becomes a replacement, {@code $bit} a {@code $set}.
 */
interface DocumentUpdate {
    /** Changes nothing. */
    Document NONE = new Document("$set", new Document());

    /** What a pipeline may be made of. */
    Set<String> STAGES =
            Set.of("$addFields", "$set", "$project", "$unset", "$replaceRoot", "$replaceWith");

    Document of(Document before);

    /** What is to be done document by document; null if the engine can do the update itself. */
    static @Nullable DocumentUpdate of(@Nullable Object update, Storage storage, String database) {
        if (update instanceof List<?> stages) {
            return pipeline(stages(stages, storage, database));
        }
        return update instanceof Document operators && operators.containsKey("$bit")
                ? before -> withoutBits(operators, before)
                : null;
    }

    private static Stages stages(List<?> pipeline, Storage storage, String database) {
        List<Document> stages = Aggregation.parse(pipeline);
        for (Document stage : stages) {
            for (String name : stage.keySet()) {
                if (!STAGES.contains(name)) {
                    throw new InvalidOptionsException(
                            name + " is not allowed to be used within an update");
                }
            }
        }
        return Stages.of(stages, storage, database, null);
    }

    private static DocumentUpdate pipeline(Stages stages) {
        return before -> {
            Document after =
                    stages.apply(Stream.of(before.cloneDeeply())).findFirst().orElseThrow();
            return after.equals(before) ? NONE : after;
        };
    }

    private static Document withoutBits(Document operators, Document before) {
        Document rewritten = operators.cloneDeeply();
        Document bits = (Document) rewritten.remove("$bit");
        Document set = (Document) rewritten.getOrDefault("$set", new Document());
        bits.forEach((path, change) -> set.put(path, bits(before, path, (Document) change)));
        return rewritten.append("$set", set);
    }

    private static Object bits(Document before, String path, Document change) {
        Object value = Paths.get(before, path);
        if (!(value instanceof Integer || value instanceof Long || value instanceof Missing)) {
            throw new BadValueException(
                    "Cannot apply $bit to a value of non-integral type. _id: "
                            + before.get("_id")
                            + " has the field "
                            + path
                            + " of non-integer type");
        }
        boolean isLong = value instanceof Long;
        long result = value instanceof Number number ? number.longValue() : 0;
        for (var operation : change.entrySet()) {
            if (!(operation.getValue() instanceof Integer
                    || operation.getValue() instanceof Long)) {
                throw new BadValueException(
                        "The $bit modifier field must be an Integer(32/64 bit)");
            }
            isLong |= operation.getValue() instanceof Long;
            long operand = ((Number) operation.getValue()).longValue();
            result = operator(operation.getKey()).applyAsLong(result, operand);
        }
        return isLong ? (Object) result : (Object) (int) result;
    }

    private static LongBinaryOperator operator(String name) {
        return switch (name) {
            case "and" -> (left, right) -> left & right;
            case "or" -> (left, right) -> left | right;
            case "xor" -> (left, right) -> left ^ right;
            default ->
                    throw new BadValueException(
                            "The $bit modifier only supports 'and', 'or', and 'xor', not '"
                                    + name
                                    + "' which is an unknown operator");
        };
    }
}
