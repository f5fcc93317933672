package dev.lockstep.job;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.client.program.ProgramParametrizationException;

/**
 * The pipeline can't be run as it is. The message is for the person who can change that, and {@code
 * flink run} prints an exception of this kind without the stack trace that it puts around others.
 */
public final class PipelineRefusedException extends ProgramParametrizationException {

    private static final long serialVersionUID = 1L;

    public PipelineRefusedException(String message) {
        super(message);
    }

    /** Says everything that is wrong, a line each. */
    static PipelineRefusedException of(List<?> problems) {
        return new PipelineRefusedException(
                problems.stream().map(Object::toString).collect(Collectors.joining("\n")));
    }
}
