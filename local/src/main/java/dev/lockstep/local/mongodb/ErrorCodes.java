package dev.lockstep.local.mongodb;

import java.util.Map;
import java.util.Set;

/**
 * Names and kinds of error codes that a client may meet or inject.
 *
 * @see <a href="https://github.com/mongodb/mongo/blob/v4.4/src/mongo/base/error_codes.yml">MongoDB
 *     4.4's error codes</a>
 */
final class ErrorCodes {
    private static final Map<Integer, String> NAMES =
            Map.ofEntries(
                    Map.entry(1, "InternalError"),
                    Map.entry(2, "BadValue"),
                    Map.entry(6, "HostUnreachable"),
                    Map.entry(7, "HostNotFound"),
                    Map.entry(8, "UnknownError"),
                    Map.entry(11, "UserNotFound"),
                    Map.entry(13, "Unauthorized"),
                    Map.entry(18, "AuthenticationFailed"),
                    Map.entry(20, "IllegalOperation"),
                    Map.entry(24, "LockTimeout"),
                    Map.entry(26, "NamespaceNotFound"),
                    Map.entry(43, "CursorNotFound"),
                    Map.entry(47, "NoMatchingDocument"),
                    Map.entry(50, "MaxTimeMSExpired"),
                    Map.entry(59, "CommandNotFound"),
                    Map.entry(63, "StaleShardVersion"),
                    Map.entry(64, "WriteConcernFailed"),
                    Map.entry(72, "InvalidOptions"),
                    Map.entry(79, "UnknownReplWriteConcern"),
                    Map.entry(89, "NetworkTimeout"),
                    Map.entry(91, "ShutdownInProgress"),
                    Map.entry(100, "UnsatisfiableWriteConcern"),
                    Map.entry(112, "WriteConflict"),
                    Map.entry(125, "CommandFailed"),
                    Map.entry(133, "FailedToSatisfyReadPreference"),
                    Map.entry(134, "ReadConcernMajorityNotAvailableYet"),
                    Map.entry(136, "CappedPositionLost"),
                    Map.entry(150, "StaleEpoch"),
                    Map.entry(175, "QueryPlanKilled"),
                    Map.entry(189, "PrimarySteppedDown"),
                    Map.entry(211, "KeyNotFound"),
                    Map.entry(222, "CloseChangeStream"),
                    Map.entry(225, "TransactionTooOld"),
                    Map.entry(234, "RetryChangeStream"),
                    Map.entry(237, "CursorKilled"),
                    Map.entry(239, "SnapshotTooOld"),
                    Map.entry(246, "SnapshotUnavailable"),
                    Map.entry(251, "NoSuchTransaction"),
                    Map.entry(256, "TransactionCommitted"),
                    Map.entry(262, "ExceededTimeLimit"),
                    Map.entry(263, "OperationNotSupportedInTransaction"),
                    Map.entry(280, "ChangeStreamFatalError"),
                    Map.entry(286, "ChangeStreamHistoryLost"),
                    Map.entry(292, "QueryExceededMemoryLimitNoDiskUseAllowed"),
                    Map.entry(9001, "SocketException"),
                    Map.entry(10107, "NotMaster"),
                    Map.entry(10334, "BSONObjectTooLarge"),
                    Map.entry(11000, "DuplicateKey"),
                    Map.entry(11600, "InterruptedAtShutdown"),
                    Map.entry(11601, "Interrupted"),
                    Map.entry(11602, "InterruptedDueToReplStateChange"),
                    Map.entry(13388, "StaleConfig"),
                    Map.entry(13435, "NotMasterNoSlaveOk"),
                    Map.entry(13436, "NotMasterOrSecondary"));

    private static final Set<Integer> NOT_PRIMARY = Set.of(189, 10107, 11602, 13435, 13436);
    private static final Set<Integer> RETRIABLE =
            Set.of(6, 7, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436);
    private static final Set<Integer> RESUMABLE_BESIDES = Set.of(63, 133, 150, 234, 13388);
    private static final Set<Integer> SNAPSHOT = Set.of(239, 246);

    private ErrorCodes() {}

    static String name(int code) {
        return NAMES.getOrDefault(code, "Location" + code);
    }

    /** Whether the server says with it that it is not the primary. */
    static boolean isNotPrimary(int code) {
        return NOT_PRIMARY.contains(code);
    }

    /** Whether the same command may succeed when it is tried again. */
    static boolean isRetriable(int code) {
        return RETRIABLE.contains(code);
    }

    /** Whether a change stream can go on behind it. */
    static boolean isResumable(int code) {
        return RETRIABLE.contains(code) || RESUMABLE_BESIDES.contains(code);
    }

    /** Whether resuming a change stream is of no use. */
    static boolean isNonResumable(int code) {
        return code == 280 || code == 286;
    }

    /** Whether a transaction that failed with it may succeed when it is run again as a whole. */
    static boolean isTransientInTransaction(int code) {
        return code == 112 || code == 24 || code == 251 || SNAPSHOT.contains(code);
    }
}
