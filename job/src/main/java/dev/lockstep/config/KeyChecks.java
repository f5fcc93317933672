package dev.lockstep.config;

import dev.lockstep.config.ColumnSections.Declared;
import dev.lockstep.config.yaml.Place;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ColumnSource;
import dev.lockstep.mapping.ElementKey;
import dev.lockstep.type.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must hold of a declared key and beside it. */
final class KeyChecks {

    /** What an index of InnoDB holds. */
    private static final int MAX_BYTES = 3_072;

    private KeyChecks() {}

    static void run(
            List<Declared> key, List<Declared> columns, boolean policyIsThere, Place policy) {
        boolean ofDocumentId = !isBusinessKey(key);
        if (ofDocumentId && policyIsThere) {
            policy.problem(
                    "has a meaning with a key of other fields than _id only",
                    "remove it: no two documents have one _id");
        }
        if (!ofDocumentId) {
            key.forEach(part -> checkPart(part, columns));
            checkLength(key);
        }
    }

    /** Whether a part of the key is another field than the document's id. */
    private static boolean isBusinessKey(List<Declared> key) {
        return !key.stream().allMatch(part -> isOfDocumentId(part.column()));
    }

    private static boolean isOfDocumentId(ColumnMapping column) {
        return Names.isAtOrBelow(column.path(), "_id");
    }

    private static void checkPart(Declared part, List<Declared> columns) {
        if (part.column().type() == null) {
            part.place()
                    .problem(
                            "has no type, which a part of a key beside _id needs",
                            "add it, such as type: VARCHAR(255)");
        }
        columns.stream()
                .filter(it -> it.column().source() instanceof ColumnSource.Field)
                .filter(it -> it.column().path().equals(part.column().path()))
                .forEach(it -> it.place().problem("is a part of the key already", "remove it"));
    }

    /** The key of a child table's rows begins with that of their document's row. */
    static void checkChildren(List<Declared> key, List<ChildEntry> children) {
        int bytes = bytes(key);
        if (isBusinessKey(key) && bytes <= MAX_BYTES) {
            children.forEach(child -> checkChild(child, bytes));
        }
    }

    private static void checkChild(ChildEntry child, int around) {
        int bytes = around + bytes(child.mapping().key());
        if (bytes > MAX_BYTES) {
            child.place()
                    .problem(
                            "has rows whose key takes " + bytes + " bytes or more",
                            "shorter types in the table's key: an index holds "
                                    + MAX_BYTES
                                    + " bytes");
        } else {
            child.children().forEach(below -> checkChild(below, bytes));
        }
    }

    /** What the elements' part takes at least: texts begin as VARCHAR(255). */
    private static int bytes(ElementKey key) {
        if (key instanceof ElementKey.Name) {
            return 4 * 255;
        }
        return key instanceof ElementKey.Ordinal ? Integer.BYTES : Long.BYTES;
    }

    private static int bytes(List<Declared> key) {
        return key.stream().mapToInt(part -> bytes(part.column().type())).sum();
    }

    private static void checkLength(List<Declared> key) {
        int bytes = bytes(key);
        if (bytes > MAX_BYTES) {
            key.get(0)
                    .place()
                    .problem(
                            "begins a key of up to " + bytes + " bytes",
                            "shorter types: an index holds "
                                    + MAX_BYTES
                                    + " bytes, and a character of VARCHAR takes up to 4");
        }
    }

    private static int bytes(@Nullable ColumnType type) {
        if (type instanceof ColumnType.VarChar text) {
            return 4 * text.length();
        } else if (type instanceof ColumnType.Char text) {
            return text.length();
        } else if (type instanceof ColumnType.VarBinary bytes) {
            return bytes.length();
        } else if (type instanceof ColumnType.Decimal decimal) {
            return decimal.precision() / 2 + 1;
        }
        return Long.BYTES;
    }
}
