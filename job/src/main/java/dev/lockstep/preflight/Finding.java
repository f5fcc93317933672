package dev.lockstep.preflight;

/**
 * One thing that was checked of a server.
 *
 * @param severity how bad it is
 * @param subject what was checked: {@code privileges}
 * @param message what is the case; no secret and no document's content
 * @param whatToDo what to do about it; empty if nothing
 */
public record Finding(Severity severity, String subject, String message, String whatToDo) {

    /** How bad a finding is. */
    public enum Severity {
        OK,
        /** The job can run, but something will be missed. */
        WARNING,
        /** The job can't run. */
        ERROR
    }

    static Finding ok(String subject, String message) {
        return new Finding(Severity.OK, subject, message, "");
    }

    static Finding warning(String subject, String message, String whatToDo) {
        return new Finding(Severity.WARNING, subject, message, whatToDo);
    }

    static Finding error(String subject, String message, String whatToDo) {
        return new Finding(Severity.ERROR, subject, message, whatToDo);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** {@code subject: message (what to do)}. */
    @Override
    public String toString() {
        return subject + ": " + message + (whatToDo.isEmpty() ? "" : " (" + whatToDo + ")");
    }
}
