package io.github.proxymtls.samples.proxy;

import io.github.proxymtls.samples.configure.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Apache httpd with its generated configuration. */
final class Apache {

  private static final String VARIABLE = "PROXYMTLS_APACHE";
  private static final String INSTALL = "apt-get install apache2-bin (Debian, Ubuntu)";

  /** The usual name. */
  private static final Program HTTPD =
      new Program("httpd", VARIABLE, List.of(Path.of("/usr/sbin/httpd")), INSTALL);

  /** Debian's name. */
  private static final Program APACHE2 =
      new Program("apache2", VARIABLE, List.of(Path.of("/usr/sbin/apache2")), INSTALL);

  /**
   * A name in the application's certificate that also resolves to it: Apache verifies the name to
   * which it connects.
   */
  private static final String APPLICATION_NAME = "localhost";

  private Apache() {}

  static Proxy start(ProxySetup setup) throws IOException {
    return ProcessProxy.start(
        setup.folder(),
        ports -> {
          Path file = setup.configure(Target.APACHE, ports, APPLICATION_NAME);
          List<String> command = new ArrayList<>(command(setup.folder(), file.toString()));
          command.addAll(List.of("-c", "ErrorLog /dev/stderr", "-X"));
          return command;
        });
  }

  /** Returns the command line with the arguments that every call needs. */
  static List<String> command(Path folder, String file) throws MissingProgramException {
    Path program = program();
    return List.of(
        program.toString(),
        "-d",
        folder.toString(),
        "-f",
        file,
        "-C",
        "Define modules \"" + modules(program) + "\"");
  }

  private static Path program() throws MissingProgramException {
    try {
      return HTTPD.find();
    } catch (MissingProgramException notNamedSo) {
      return APACHE2.find();
    }
  }

  /**
   * Returns the modules of the distribution, or those next to a program that was built from source.
   */
  private static Path modules(Path program) throws MissingProgramException {
    return Stream.of(
            program.resolveSibling("../modules").normalize(),
            Path.of("/usr/lib/apache2/modules"),
            Path.of("/usr/lib64/httpd/modules"),
            Path.of("/usr/lib/httpd/modules"),
            Path.of("/usr/libexec/apache2"))
        .filter(folder -> Files.isReadable(folder.resolve("mod_ssl.so")))
        .findFirst()
        .orElseThrow(
            () -> new MissingProgramException("mod_ssl of " + program + " is not installed"));
  }
}
