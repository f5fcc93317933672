package dev.lockstep.sink.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The named lock that a writer's session holds for as long as it lives, so that the connection of a
 * writer that hangs in the middle of a transaction can be found and ended. It only sets rows free
 * that would stay locked; what keeps an old writer from writing is the epoch.
 *
 * <p>A session may have many named locks (MySQL 5.7.5, MariaDB 10.0.2), and a user may end the
 * sessions of the same user without a privilege.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/locking-functions.html">Locking
 *     functions</a>
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/kill.html">KILL</a>
 */
final class OwnerLock {

    private static final Logger LOG = LoggerFactory.getLogger(OwnerLock.class);

    /** 64 characters at most; MySQL 9.6 and later have no MD5() and no SHA1() of their own. */
    private static final String NAME =
            "CONCAT('lockstep-writer:', LEFT(SHA2(CONCAT(DATABASE(), '.', ?), 256), 40))";

    private static final int NO_SUCH_THREAD = 1094;
    private static final int NOT_OWNER_OF_THREAD = 1095;
    private static final int PATIENCE_SECONDS = 10;

    private final String name;

    OwnerLock(String pipeline, long epoch) {
        this.name = pipeline + '.' + epoch;
    }

    /** Takes the lock for the session, from an older session of the same writer if there is one. */
    void acquire(Connection connection) throws SQLException {
        endHolder(connection);
        long acquired = ask("SELECT GET_LOCK(" + NAME + "," + PATIENCE_SECONDS + ")", connection);
        if (acquired != 1) {
            throw new SQLTransientException(
                    "An older session of this writer has not ended in "
                            + PATIENCE_SECONDS
                            + " seconds");
        }
    }

    /** Ends the session that holds the lock, if it is another one than this. */
    void endHolder(Connection connection) throws SQLException {
        long holder = ask("SELECT NULLIF(IS_USED_LOCK(" + NAME + "), CONNECTION_ID())", connection);
        if (holder == 0) {
            return;
        }
        LOG.warn("Ending session {} of a writer whose documents are taken over", holder);
        try (Statement kill = connection.createStatement()) {
            kill.execute("KILL CONNECTION " + holder);
        } catch (SQLException e) {
            if (e.getErrorCode() == NOT_OWNER_OF_THREAD) {
                LOG.warn("Session {} is another user's; waiting until it ends", holder);
            } else if (e.getErrorCode() != NO_SUCH_THREAD) {
                throw e;
            }
        }
    }

    private long ask(String sql, Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1); // 0 for NULL
            }
        }
    }
}
