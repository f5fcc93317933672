package dev.lockstep.source.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;

/**
 * What an error of a change stream calls for.
 *
 * @see <a
 *     href="https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml">MongoDB:
 *     error codes</a>
 */
enum StreamErrors {
    /** The resume point is not in the oplog any more. */
    HISTORY_LOST,
    /** An event is larger than a reply may be; it comes again until it is asked for with less. */
    TOO_LARGE,
    /** The server is older than 6.0 and has no stored post-images. */
    NO_STORED_IMAGES,
    /** A person must act: missing right, wrong password, no replica set. */
    REFUSED,
    /** Over in a while: an election, a lost connection or cursor, a server that is down. */
    TRANSIENT;

    /** Of a stream that is being opened. */
    static StreamErrors atOpening(MongoException e) {
        if (e instanceof MongoSecurityException) {
            return REFUSED;
        }
        return switch (e.getCode()) {
            case 136, 280, 286, 40576 -> HISTORY_LOST;
            case 2, 9, 40575 -> NO_STORED_IMAGES;
            default -> ofAnOpenStream(e);
        };
    }

    /** Of an open stream nothing is lost yet: whoever opens it again is told. */
    static StreamErrors ofAnOpenStream(MongoException e) {
        return switch (e.getCode()) {
            case 10334 -> TOO_LARGE;
            case 8, 13, 18, 20, 73, 148, 8000, 40573 -> REFUSED;
            default -> TRANSIENT;
        };
    }

    /** An error without its text, which may quote documents. */
    static String name(MongoException e) {
        if (e instanceof MongoCommandException command && !command.getErrorCodeName().isEmpty()) {
            return command.getErrorCodeName() + " (" + e.getCode() + ")";
        }
        return e.getCode() > 0 ? "error " + e.getCode() : e.getClass().getSimpleName();
    }
}
