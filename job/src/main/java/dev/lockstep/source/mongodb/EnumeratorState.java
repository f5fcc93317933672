package dev.lockstep.source.mongodb;

import org.apache.flink.cdc.connectors.base.source.assigner.state.PendingSplitsState;

/** Flink CDC's state of its enumerator, and when the snapshot began as a BSON timestamp. */
final class EnumeratorState extends PendingSplitsState {

    private final PendingSplitsState splits;
    private final long begun;

    EnumeratorState(PendingSplitsState splits, long begun) {
        this.splits = splits;
        this.begun = begun;
    }

    PendingSplitsState splits() {
        return splits;
    }

    long begun() {
        return begun;
    }
}
