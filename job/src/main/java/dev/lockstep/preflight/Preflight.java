package dev.lockstep.preflight;

import dev.lockstep.config.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks both servers of a pipeline. */
public final class Preflight {

    private Preflight() {}

    /** What was found at the source and at the target. */
    public record Report(List<Finding> source, List<Finding> target) {

        public Report {
            source = List.copyOf(source);
            target = List.copyOf(target);
        }

        public boolean sourceFailed() {
            return source.stream().anyMatch(Finding::isError);
        }

        public boolean targetFailed() {
            return target.stream().anyMatch(Finding::isError);
        }

        /** Why the job can't run, in one message; empty if it can. */
        public Optional<String> failure() {
            String errors =
                    Stream.of(errors("source", source), errors("target", target))
                            .flatMap(lines -> lines)
                            .collect(Collectors.joining("\n"));
            return Optional.of(errors).filter(text -> !text.isEmpty());
        }

        private static Stream<String> errors(String server, List<Finding> findings) {
            return findings.stream()
                    .filter(Finding::isError)
                    .map(finding -> server + ": " + finding);
        }
    }

    /** Connects to both servers; takes seconds at most, whatever their state. */
    public static Report check(Pipeline pipeline) {
        List<Finding> target = new ArrayList<>(MySqlPreflight.check(pipeline.target()));
        ProgressCheck.check(pipeline).ifPresent(target::add);
        return new Report(MongoPreflight.check(pipeline.source(), pipeline.collections()), target);
    }
}
