package dev.lockstep.bench;

import dev.lockstep.config.Pipeline;
import dev.lockstep.config.PipelineFile;
import dev.lockstep.local.mysql.MySqlServer;
import dev.lockstep.row.TargetChange;
import dev.lockstep.sink.jdbc.JdbcTargetSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.sink2.SinkWriter;

/** One writer of the job's sink, with a pipeline and a table of its own. */
final class SinkContender implements Contender, AutoCloseable {

    private static final String FILE =
            """
            name: ${NAME}
            source:
              uri: mongodb://nowhere
            target:
              url: ${URL}
              username: ${USERNAME}
              password: ${PASSWORD}
            collections:
              - from: bench.*
            delivery:
              batch_rows: ${ROWS}
              batch_bytes: 64MB
            """;

    private static final SinkWriter.Context CONTEXT =
            new SinkWriter.Context() {
                @Override
                public long currentWatermark() {
                    return Long.MIN_VALUE;
                }

                @Override
                public Long timestamp() {
                    return null;
                }
            };

    private final SinkSetting setting;
    private final SinkChanges changes;
    private final int changesPerRound;
    private final SinkWriter<TargetChange> writer;

    SinkContender(String table, SinkSetting setting, int changesPerRound, MySqlServer server)
            throws Exception {
        this.setting = setting;
        this.changes = new SinkChanges(table);
        this.changesPerRound = changesPerRound;
        JdbcTargetSink sink = new JdbcTargetSink(pipeline(table, setting, server));
        this.writer = setting.during(() -> sink.createWriter(new WriterContext()));
    }

    private static Pipeline pipeline(String name, SinkSetting setting, MySqlServer server)
            throws IOException {
        Map<String, String> environment =
                Map.of(
                        "NAME", name,
                        "URL", server.url(),
                        "USERNAME", server.username(),
                        "PASSWORD", server.password(),
                        "ROWS", Integer.toString(setting.batchRows()));
        Path file = Files.createTempFile("lockstep-bench", ".yaml");
        try {
            PipelineFile.Outcome outcome =
                    PipelineFile.read(Files.writeString(file, FILE), environment::get);
            if (outcome instanceof PipelineFile.Valid valid) {
                return valid.pipeline();
            }
            throw new IllegalStateException("the benchmark's pipeline file is invalid: " + outcome);
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public String name() {
        return setting.text();
    }

    /** The changes are made outside of the time that counts. */
    @Override
    public double round() throws Exception {
        long nanos = 0;
        for (int done = 0; done < changesPerRound; done += setting.batchRows()) {
            TargetChange[] batch = changes.next(setting.batchRows());
            nanos += setting.during(() -> write(batch));
        }
        return changesPerRound * (double) TimeUnit.SECONDS.toNanos(1) / nanos;
    }

    private long write(TargetChange[] batch) throws IOException, InterruptedException {
        long start = System.nanoTime();
        for (TargetChange change : batch) {
            writer.write(change, CONTEXT);
        }
        return System.nanoTime() - start;
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (Exception e) {
            throw new IllegalStateException("the sink's writer does not close", e);
        }
    }
}
