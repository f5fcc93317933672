package dev.lockstep.bench;

import java.util.HashMap;
import java.util.Map;

/**
 * A way to run the sink.
 *
 * @param text as it was given
 * @param batchRows changes in a batch
 * @param properties system properties that hold while its writer runs
 */
record SinkSetting(String text, int batchRows, Map<String, String> properties) {

    SinkSetting {
        properties = Map.copyOf(properties);
    }

    /** Parses {@code rows=N,-DNAME=VALUE}; throws IllegalArgumentException for anything else. */
    static SinkSetting parse(String text) {
        int batchRows = 1000;
        Map<String, String> properties = new HashMap<>();
        for (String part : text.split(",", -1)) {
            String[] pair = part.split("=", 2);
            if (pair.length == 2 && pair[0].equals("rows")) {
                batchRows = Integer.parseInt(pair[1]);
            } else if (pair.length == 2 && pair[0].startsWith("-D")) {
                properties.put(pair[0].substring(2), pair[1]);
            } else {
                throw new IllegalArgumentException(
                        part + " is not a setting: rows=N or -DNAME=VALUE");
            }
        }
        return new SinkSetting(text, batchRows, properties);
    }

    /** Does something while the system properties hold. */
    <T> T during(Task<T> task) throws Exception {
        Map<String, String> before = new HashMap<>();
        properties.keySet().forEach(name -> before.put(name, System.getProperty(name)));
        properties.forEach(System::setProperty);
        try {
            return task.run();
        } finally {
            before.forEach(SinkSetting::restore);
        }
    }

    private static void restore(String name, String value) {
        if (value == null) {
            System.clearProperty(name);
        } else {
            System.setProperty(name, value);
        }
    }

    /** Something with a result. */
    interface Task<T> {
        T run() throws Exception;
    }
}
