package dev.lockstep.local.workload;

/**
 * Names one document of the workload.
 *
 * @param collection also the name of its table
 * @param number from 0 on
 */
public record DocumentKey(String collection, int number) {

    /** The {@code _id}: a number, of hot documents a text. */
    public Object id() {
        return collection.equals(Workload.HOT) ? "k" + number : (Object) number;
    }

    /** By the key column's value as text. */
    public static DocumentKey of(String collection, String id) {
        return new DocumentKey(
                collection, Integer.parseInt(id.startsWith("k") ? id.substring(1) : id));
    }

    @Override
    public String toString() {
        return collection + "/" + id();
    }
}
