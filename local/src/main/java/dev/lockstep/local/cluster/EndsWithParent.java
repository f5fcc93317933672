package dev.lockstep.local.cluster;

import java.io.IOException;
import java.util.Arrays;

/**
 * Runs another class's main method in a JVM that ends when its parent does: the parent holds the
 * other end of the standard input, and even a killed one lets go of it. It stands alone on the
 * child's class path, so it uses the JDK only.
 */
final class EndsWithParent {

    private EndsWithParent() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        Thread watch = new Thread(EndsWithParent::haltWithoutParent, "ends-with-parent");
        watch.setDaemon(true);
        watch.start();
        Object rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, rest);
    }

    private static void haltWithoutParent() {
        try {
            while (System.in.read() >= 0) {
                // The parent never writes.
            }
        } catch (IOException e) {
            // No parent either way.
        }
        Runtime.getRuntime().halt(1);
    }
}
