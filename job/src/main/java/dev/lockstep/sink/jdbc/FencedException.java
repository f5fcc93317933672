package dev.lockstep.sink.jdbc;

/** Another writer has taken over this one's documents: it must not write any more. */
final class FencedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FencedException(String pipeline, int first, int last, long epoch) {
        super(
                "Pipeline %s: another writer has taken over key groups %d to %d from epoch %d on, so this one may not write any more. It is right after a TaskManager was declared lost. If it happens again and again, the pipeline runs twice: cancel one of its jobs."
                        .formatted(pipeline, first, last, epoch));
    }
}
