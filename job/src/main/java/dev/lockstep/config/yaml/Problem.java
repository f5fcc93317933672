package dev.lockstep.config.yaml;

/**
 * Something wrong with a file, told to the person who wrote it.
 *
 * @param file the file's name as it was given
 * @param line counted from 1; 0 when it is about the file as a whole
 * @param column counted from 1; 0 when it is about the file as a whole
 * @param key where in the structure, {@code collections[0].columns[1].type}; empty for the whole
 * @param message what is wrong; never a secret nor what came from the environment
 * @param hint what would be right
 */
public record Problem(String file, int line, int column, String key, String message, String hint) {

    /** {@code file:line:column: key: message (hint)}, the form that editors can follow. */
    @Override
    public String toString() {
        String place = line == 0 ? file : file + ":" + line + ":" + column;
        String subject = key.isEmpty() ? "" : key + ": ";
        return place + ": " + subject + message + " (" + hint + ")";
    }
}
