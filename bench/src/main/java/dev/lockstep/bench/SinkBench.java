package dev.lockstep.bench;

import dev.lockstep.local.mysql.EmbeddedMySql;
import dev.lockstep.local.mysql.MySqlServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench/run sink}: rows a second of the job's sink, in one or several settings. */
@Command(
        name = "sink",
        mixinStandardHelpOptions = true,
        description = {
            "Rows a second that the sink writes into MySQL, without Flink around it.",
            "Several settings are measured interleaved: bench/run sink rows=1000 rows=100"
        })
final class SinkBench implements Callable<Integer> {

    @Parameters(
            paramLabel = "SETTING",
            defaultValue = "rows=1000",
            description = {
                "What to measure: rows=N (of a batch) and -DNAME=VALUE (system properties, set while"
                        + " this setting's writer is made and while it writes), joined with commas.",
                "Default: ${DEFAULT-VALUE}."
            })
    private List<String> settings = List.of();

    @Option(
            names = "--rounds",
            defaultValue = "15",
            description = "Rounds that count. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--changes",
            defaultValue = "20000",
            description = "Changes in a round of a setting. Default: ${DEFAULT-VALUE}.")
    private int changes;

    @Override
    public Integer call() throws Exception {
        try (MySqlServer server = EmbeddedMySql.start()) {
            System.out.println(server.describe());
            List<SinkContender> contenders = new ArrayList<>();
            try {
                for (String setting : settings) {
                    contenders.add(
                            new SinkContender(
                                    "t" + contenders.size(),
                                    SinkSetting.parse(setting),
                                    changes,
                                    server));
                }
                Duel.run(contenders, rounds, "rows", System.out);
            } finally {
                contenders.forEach(SinkContender::close);
            }
        }
        return 0;
    }
}
