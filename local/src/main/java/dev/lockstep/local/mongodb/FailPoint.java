package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with commands of some names: MongoDB's own fail point {@code failCommand}, in the
 * form in which {@code configureFailPoint} takes it.
 *
 * <p>A command waits first, then its connection is closed or it fails, without having run. Only a
 * write concern error is added to the reply of a command that did run. Immutable.
 *
 * @see <a
 *     href="https://github.com/mongodb/specifications/blob/master/source/transactions/tests/README.md">Driver
 *     specifications, "Server Fail Point"</a>
 */
public final class FailPoint {
    private final FailPointMode mode;
    private final Document data;

    FailPoint(FailPointMode mode, Document data) {
        this.mode = mode;
        this.data = data;
    }

    /** Concerns all commands of the names, in any case; what happens to them is to be added. */
    public static FailPoint on(String... commands) {
        return new FailPoint(
                FailPointMode.ALWAYS_ON, new Document("failCommands", List.of(commands)));
    }

    /** Only the next ones. */
    public FailPoint times(int times) {
        return new FailPoint(FailPointMode.times(times), data);
    }

    /** All but the next ones. */
    public FailPoint afterSkipping(int commands) {
        return new FailPoint(FailPointMode.skip(commands), data);
    }

    /** They fail with this code, and with the labels that a server adds to it. */
    public FailPoint failingWith(int errorCode) {
        return with("errorCode", errorCode);
    }

    /** The error has these labels instead of a server's own. */
    public FailPoint labelled(String... labels) {
        return with("errorLabels", List.of(labels));
    }

    /** They get no answer. */
    public FailPoint closingTheConnection() {
        return with("closeConnection", true);
    }

    /** They wait before they go on. No thread waits with them. */
    public FailPoint delaying(Duration delay) {
        return with("blockConnection", true).with("blockTimeMS", delay.toMillis());
    }

    /** They are done, but their replies say that they are not as safe as was asked for. */
    public FailPoint failingWriteConcernWith(int errorCode, String message) {
        return with(
                "writeConcernError",
                new Document("code", errorCode)
                        .append("codeName", ErrorCodes.name(errorCode))
                        .append("errmsg", message));
    }

    /** Concerns only clients that gave this as their {@code appName}. */
    public FailPoint forApplication(String name) {
        return with("appName", name);
    }

    private FailPoint with(String field, Object value) {
        return new FailPoint(mode, data.clone().append(field, value));
    }

    FailPointMode mode() {
        return mode;
    }

    boolean concerns(Request request) {
        String name = request.name().toLowerCase(Locale.ROOT);
        return commands().stream()
                        .anyMatch(command -> command.toLowerCase(Locale.ROOT).equals(name))
                && data.getOrDefault("appName", request.connection().application())
                        .equals(request.connection().application());
    }

    private List<String> commands() {
        return data.get("failCommands") instanceof List<?> names
                ? names.stream().map(String.class::cast).toList()
                : List.of();
    }

    boolean actsBeforeCommand() {
        return closesConnection() || errorCode() != null || !delay().isZero();
    }

    Duration delay() {
        return Boolean.TRUE.equals(data.get("blockConnection"))
                        && data.get("blockTimeMS") instanceof Number millis
                ? Duration.ofMillis(millis.longValue())
                : Duration.ZERO;
    }

    boolean closesConnection() {
        return Boolean.TRUE.equals(data.get("closeConnection"));
    }

    @Nullable Integer errorCode() {
        return data.get("errorCode") instanceof Number code ? code.intValue() : null;
    }

    /** Null when the server is to find them by itself. */
    @Nullable List<?> errorLabels() {
        return data.get("errorLabels") instanceof List<?> labels ? labels : null;
    }

    @Nullable Document writeConcernError() {
        return data.get("writeConcernError") instanceof Document error ? error : null;
    }
}
