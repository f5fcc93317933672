package dev.lockstep.plan;

/**
 * A difference between two pipeline files that is seen in the target.
 *
 * @param place the collection, with the column if it is about one; empty for the pipeline
 * @param what what is different, without a secret
 * @param whatToDo empty if nothing
 */
public record PipelineChange(Effect effect, String place, String what, String whatToDo) {

    /** What a job comes to that goes on with the new file and its state. */
    public enum Effect {
        /** All rows become what the new file says, or are that already. */
        COMPATIBLE,
        /** Rows of before stay as they are until their documents change or are read again. */
        READ_AGAIN,
        /** A person must change the table, or the job is refused or makes dead letters. */
        BY_HAND,
        /** Values that are in the target are lost. */
        LOSES_VALUES
    }

    static final String READ_AGAIN =
            "start the job without Flink state and with startup: initial, which reads all documents"
                    + " again";

    static PipelineChange compatible(String place, String what) {
        return new PipelineChange(Effect.COMPATIBLE, place, what, "");
    }

    static PipelineChange readAgain(String place, String what) {
        return new PipelineChange(Effect.READ_AGAIN, place, what, READ_AGAIN);
    }

    public boolean isCompatible() {
        return effect == Effect.COMPATIBLE;
    }

    @Override
    public String toString() {
        return effect.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
                + ": "
                + (place.isEmpty() ? "" : place + ": ")
                + what
                + (whatToDo.isEmpty() ? "" : " (" + whatToDo + ")");
    }
}
