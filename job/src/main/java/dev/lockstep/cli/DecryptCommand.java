package dev.lockstep.cli;

import static java.util.Objects.requireNonNull;

import dev.lockstep.config.PipelineFile;
import dev.lockstep.mask.Encryption;
import dev.lockstep.mask.MaskingKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code decrypt}: reads what masked columns encrypted. */
@Command(
        name = "decrypt",
        mixinStandardHelpOptions = true,
        description =
                "Decrypts the lines of its input, values of columns with mask: encrypt, with the"
                        + " keys of a pipeline file. Each line gives one line of extended JSON.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all lines were decrypted",
            "1:some were not: no key has their id, or they were changed",
            "2:the file is invalid"
        })
public final class DecryptCommand implements Callable<Integer> {

    private final Function<String, @Nullable String> environment;
    private final InputStream input;

    @Parameters(paramLabel = "FILE", description = "a pipeline file")
    private @Nullable Path file;

    @Spec private @Nullable CommandSpec spec;

    public DecryptCommand() {
        this(System::getenv, System.in);
    }

    DecryptCommand(Function<String, @Nullable String> environment, InputStream input) {
        this.environment = environment;
        this.input = input;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter err = requireNonNull(spec).commandLine().getErr();
        PipelineFile.Outcome outcome = PipelineFile.read(requireNonNull(file), environment);
        if (outcome instanceof PipelineFile.Invalid invalid) {
            invalid.problems().forEach(err::println);
            return ExitCode.USAGE;
        }
        MaskingKeys keys =
                ((PipelineFile.Valid) outcome).pipeline().collections().get(0).maskingKeys();
        return decrypt(keys, err);
    }

    private int decrypt(MaskingKeys keys, PrintWriter err) throws IOException {
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        int exit = ExitCode.OK;
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
        long number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            Optional<String> text = Encryption.decrypt(line.strip(), keys);
            if (text.isPresent()) {
                out.println(text.get());
            } else {
                err.println("line " + number + ": no key of the file decrypts it");
                exit = ExitCode.FAILED;
            }
        }
        out.flush();
        return exit;
    }
}
