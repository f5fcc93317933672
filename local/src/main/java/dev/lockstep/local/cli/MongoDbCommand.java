package dev.lockstep.local.cli;

import dev.lockstep.local.mongodb.EmbeddedMongoDb;
import dev.lockstep.local.mongodb.MongoDbStartException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lockstep local mongodb}. */
@Command(
        name = "mongodb",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Run the embedded MongoDB replica set, a model of MongoDB 4.4 with one member, on"
                    + " 127.0.0.1, until Ctrl-C. Any driver or mongosh connects."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"  1:it can't start", "  2:wrong options", "130:ended by Ctrl-C"})
final class MongoDbCommand implements Callable<Integer> {

    private static final int MAX_PORT = 65_535;
    private static final long MEGABYTE = 1024L * 1024;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "27017",
            description = "Where it listens; 0 takes a free port. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--set",
            paramLabel = "NAME",
            defaultValue = "rs0",
            description = "The replica set's name. Default: ${DEFAULT-VALUE}.")
    private String set = "rs0";

    @Option(
            names = "--oplog-size",
            paramLabel = "MB",
            defaultValue = "256",
            description =
                    "Size above which the oldest changes leave the oplog. Default:"
                            + " ${DEFAULT-VALUE}.")
    private int oplogMegabytes;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Keeps what it holds in this folder, for the next start. Default: nothing is"
                            + " kept.")
    private @Nullable Path data;

    @Option(
            names = "--tls",
            paramLabel = "FILE",
            description =
                    "Encrypted connections only, with a certificate of its own, which it writes to"
                            + " FILE for clients to trust.")
    private @Nullable Path tls;

    @Option(
            names = "--pre-and-post-images",
            description =
                    "Collections can keep the documents before and after their changes"
                            + " (changeStreamPreAndPostImages), as in MongoDB 6.0.")
    private boolean images;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description =
                    "Lets in only users that log in; this one is in database admin and has every"
                            + " right.")
    private @Nullable String user;

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            defaultValue = "${env:LOCKSTEP_MONGODB_PASSWORD:-}",
            description = "Of --user. Default: $LOCKSTEP_MONGODB_PASSWORD.")
    private String password = "";

    @Spec private @Nullable CommandSpec spec;

    private final PrintStream out;
    private final PrintStream err;

    MongoDbCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        EmbeddedMongoDb.Options options = options();
        CountDownLatch end = new CountDownLatch(1);
        Interruption interruption = Interruption.ends(end::countDown);
        try (EmbeddedMongoDb server = EmbeddedMongoDb.start(options)) {
            if (tls != null) {
                Files.writeString(tls, server.certificate().orElseThrow());
            }
            describe(server);
            end.await();
            return ExitCode.OK;
        } catch (MongoDbStartException e) {
            err.println("lockstep: " + e.getMessage());
            return ExitCode.SOFTWARE;
        } catch (IOException e) {
            err.println("lockstep: cannot write the certificate to " + tls);
            return ExitCode.SOFTWARE;
        } finally {
            interruption.ended();
        }
    }

    private EmbeddedMongoDb.Options options() {
        require(port >= 0 && port <= MAX_PORT, "--port must be from 0 to " + MAX_PORT);
        require(oplogMegabytes >= 1, "--oplog-size must be 1 or more");
        require(!set.isBlank(), "--set must be a name");
        EmbeddedMongoDb.Options options =
                EmbeddedMongoDb.Options.DEFAULT
                        .withPort(port)
                        .withSetName(set)
                        .withOplogBytes(oplogMegabytes * MEGABYTE);
        if (images) {
            options = options.withPreAndPostImages();
        }
        if (data != null) {
            options = options.withData(data);
        }
        if (tls != null) {
            options = options.withTls();
        }
        if (user == null) {
            return options;
        }
        require(!user.isBlank(), "--user must be a name");
        require(
                !password.isEmpty(),
                "--user needs a password: set LOCKSTEP_MONGODB_PASSWORD, or give --password");
        return options.withUser(user, password);
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private String caOption() {
        return tls == null ? "" : " --tlsCAFile " + tls;
    }

    private void describe(EmbeddedMongoDb server) {
        out.println(server.describe());
        out.println("connect: mongosh \"" + server.uriWithoutPassword() + "\"" + caOption());
        out.println("data:    " + (data == null ? "in memory, gone at the end" : data));
        out.println("Ctrl-C ends it");
    }
}
