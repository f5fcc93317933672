package dev.lockstep.function;

import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * The partitions of all documents, which are the same at every parallelism: each subtask has a
 * range of them, and a document is always in the same one.
 */
public final class KeyGroups {

    /**
     * Fixed for the life of a pipeline's savepoints and progress: the most subtasks there can be.
     */
    public static final int COUNT = 128;

    private KeyGroups() {}

    /** The key group, from 0, of a document with this routing key. */
    public static int of(String routingKey) {
        return KeyGroupRangeAssignment.assignToKeyGroup(routingKey, COUNT);
    }

    /** The range that Flink gives to a subtask of a keyed operator, counted from 0. */
    public static KeyGroupRange ofSubtask(int subtask, int parallelism) {
        return KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                COUNT, parallelism, subtask);
    }
}
