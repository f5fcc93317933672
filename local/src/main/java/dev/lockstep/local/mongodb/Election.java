package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Makes the member step down, and elects it again after a while. */
final class Election {
    private final Member member;
    private final Storage storage;
    private final Sessions sessions;
    private final Oplog oplog;
    private final ScheduledExecutorService timer;

    Election(
            Member member,
            Storage storage,
            Sessions sessions,
            Oplog oplog,
            ScheduledExecutorService timer) {
        this.member = member;
        this.sessions = sessions;
        this.storage = storage;
        this.oplog = oplog;
        this.timer = timer;
    }

    void stepDown(Duration duration) {
        member.stepDown();
        sessions.abortTransactions();
        var unused = timer.schedule(this::elect, duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A new primary writes a no-op first, as every primary does. */
    private void elect() {
        storage.write(
                () -> {
                    member.becomePrimary();
                    oplog.noop();
                    return member;
                });
    }

    /** {@code replSetStepDown}; nobody else can be elected, so it has to be forced. */
    Document stepDown(Request request) {
        if (!Boolean.TRUE.equals(request.body().get("force"))) {
            throw new MongoServerError(
                    262,
                    ErrorCodes.name(262),
                    "No electable secondaries caught up. Please use the replSetStepDown command with"
                            + " the argument {force: true} to force node to step down.");
        }
        if (!member.isPrimary()) {
            throw new MongoServerError(
                    10107, ErrorCodes.name(10107), "not primary so can't step down");
        }
        stepDown(Duration.ofSeconds(request.number(request.name(), 60)));
        return new Document();
    }
}
