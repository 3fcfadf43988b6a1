package io.github.proxymtls.samples;

import io.github.proxymtls.samples.configure.Target;
import io.github.proxymtls.samples.doctor.ContainerLimit;
import io.github.proxymtls.samples.proxy.ProxyKind;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command line of {@code proxymtls.jar}. */
@Command(
    name = "proxymtls",
    description = "Mutual TLS behind a TLS-terminating proxy: demo, reference server and tools.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      ConfigureCommand.class,
      HashPasswordCommand.class,
      DoctorCommand.class,
      CompletionCommand.class
    })
public final class Main implements Runnable {

  private static final String SERVE = "serve";

  @Spec private CommandSpec spec;

  /** Runs a command and ends the JVM with its exit status. */
  public static void main(String[] arguments) {
    System.exit(
        arguments.length > 0 && arguments[0].equals(SERVE)
            ? serve().execute(Arrays.copyOfRange(arguments, 1, arguments.length))
            : commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return configured(new CommandLine(new Main()));
  }

  /** Returns {@code serve} alone, which starts without loading the other commands. */
  static CommandLine serve() {
    return configured(new CommandLine(new ServeCommand())).setCommandName("proxymtls " + SERVE);
  }

  private static CommandLine configured(CommandLine command) {
    return command
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(
            ProxyKind.class, label -> labelled(label, ProxyKind.values(), ProxyKind::label))
        .registerConverter(
            ContainerLimit.class,
            label -> labelled(label, ContainerLimit.values(), ContainerLimit::label))
        .registerConverter(Target.class, label -> labelled(label, Target.values(), Target::label))
        .setExecutionExceptionHandler(new Failures());
  }

  private static <T> T labelled(String label, T[] values, Function<T, String> labels) {
    for (T value : values) {
      if (labels.apply(value).equalsIgnoreCase(label)) {
        return value;
      }
    }
    throw new TypeConversionException(
        "expected one of "
            + Stream.of(values).map(labels).collect(Collectors.joining(", "))
            + " but was '"
            + label
            + "'");
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
