package dev.lockstep.sink.jdbc;

import com.mysql.cj.jdbc.AbandonedConnectionCleanupThread;
import com.mysql.cj.jdbc.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what MySQL's driver keeps for the life of the JVM. Its thread, and its entry in the JDK's
 * list of drivers, keep the class loader of a job, with all its classes, after the job has ended or
 * failed over: after some restarts the process would be out of metaspace.
 */
public final class MySqlDriver {

    private static final Logger LOG = LoggerFactory.getLogger(MySqlDriver.class);

    private MySqlDriver() {}

    /**
     * Call it when the classes of this job will not be used again. Does nothing where the driver is
     * not a job's own: classes of the class path are for all of the JVM, and stay.
     */
    public static void release() {
        if (Driver.class.getClassLoader() == ClassLoader.getSystemClassLoader()) {
            return;
        }
        AbandonedConnectionCleanupThread.uncheckedShutdown();
        DriverManager.drivers()
                .filter(driver -> driver.getClass() == Driver.class)
                .forEach(MySqlDriver::deregister);
    }

    private static void deregister(java.sql.Driver driver) {
        try {
            DriverManager.deregisterDriver(driver);
        } catch (SQLException e) {
            LOG.warn("The JDBC driver stays registered: {}", SqlErrors.describe(e));
        }
    }
}
