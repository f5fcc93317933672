package dev.lockstep.sink.jdbc;

import com.mysql.cj.jdbc.exceptions.PacketTooBigException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says what an SQL error means for the batch. Codes are those of MySQL's and MariaDB's servers.
 *
 * @see <a href="https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html">MySQL
 *     server errors</a>
 */
final class SqlErrors {

    /** What is to be done about an error. */
    enum Kind {
        /** Try the whole transaction again. */
        TRANSIENT,
        /** One row of the statement is to blame; the others can go through. */
        ROW,
        /** The table is not what it was when its schema was read: read it again. */
        SCHEMA,
        /** A person must change something: trying again can't help. */
        PERMANENT,
        /** None of these: fail the task and let Flink restart it. */
        UNKNOWN
    }

    /**
     * Lost connections, deadlock, lock wait, too many connections, shutdown, read-only, no space:
     * all of these end without a change of the pipeline.
     */
    private static final Set<Integer> TRANSIENT =
            Set.of(
                    3, 28, 1021, 1037, 1038, 1040, 1041, 1053, 1105, 1114, 1158, 1159, 1160, 1161,
                    1203, 1205, 1206, 1213, 1226, 1290, 1317, 1792, 1836, 1927, 2006, 2013, 3024,
                    3572, 4031);

    /** Row errors whose SQL state does not say so. */
    private static final Set<Integer> ROW =
            Set.of(1118, 1153, 1364, 1366, 1369, 3140, 3141, 3143, 3156, 3157, 3819, 3903, 4025);

    private static final Set<Integer> SCHEMA = Set.of(1054, 1136, 1146, 1412);

    private static final Set<Integer> PERMANENT =
            Set.of(1044, 1045, 1049, 1142, 1143, 1227, 1370, 1396, 1698, 1820, 1862);

    private static final Pattern COLUMN = Pattern.compile("[Cc]olumn '([^']{1,64})'");

    private SqlErrors() {}

    static Kind classify(SQLException e) {
        int code = e.getErrorCode();
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (e instanceof PacketTooBigException || ROW.contains(code)) {
            return Kind.ROW;
        } else if (PERMANENT.contains(code)) {
            return Kind.PERMANENT;
        } else if (SCHEMA.contains(code)) {
            return Kind.SCHEMA;
        } else if (TRANSIENT.contains(code)
                || state.startsWith("08")
                || state.startsWith("40")
                || e instanceof SQLTransientException
                || e instanceof SQLRecoverableException) {
            return Kind.TRANSIENT;
        } else if (state.startsWith("22") || state.startsWith("23") || state.startsWith("45")) {
            return Kind.ROW; // data exception, constraint violation, SIGNAL in a trigger
        }
        return Kind.UNKNOWN;
    }

    /** What can be told of an error without its message, which may quote values of the document. */
    static String describe(SQLException e) {
        return "error " + e.getErrorCode() + ", SQLState " + e.getSQLState() + meaning(e);
    }

    /** What the errors that operators meet most mean. */
    private static String meaning(SQLException e) {
        return switch (e.getErrorCode()) {
            case 0 ->
                    e.getSQLState() != null && e.getSQLState().startsWith("08")
                            ? " (the server is away, or closed the connection)"
                            : "";
            case 3, 28, 1021, 1114 -> " (the server has no space left)";
            case 1040, 1203 -> " (too many connections)";
            case 1118 ->
                    " (a row of so many columns does not fit InnoDB's page, which has room for 196"
                            + " of text, bytes or JSON)";
            case 1205 -> " (somebody else holds a lock)";
            case 1213 -> " (a deadlock)";
            case 1290, 1792, 1836 -> " (the server is read-only)";
            default -> "";
        };
    }

    /** The error with {@link #describe} as its message, for logs and Flink's web UI. */
    static SQLException withoutMessage(SQLException e) {
        SQLException told = new SQLException(describe(e), e.getSQLState(), e.getErrorCode());
        told.setStackTrace(e.getStackTrace());
        return told;
    }

    /** The column that the server blames, or an empty text. */
    static String column(SQLException e) {
        Matcher matcher = COLUMN.matcher(e.getMessage() == null ? "" : e.getMessage());
        return matcher.find() ? matcher.group(1) : "";
    }
}
