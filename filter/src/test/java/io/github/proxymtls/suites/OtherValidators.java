package io.github.proxymtls.suites;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Validates paths with other implementations. Each validates many paths in one run. */
public final class OtherValidators {

  private static final String REQUIRED = "PROXYMTLS_REQUIRE_PROXIES";

  private OtherValidators() {}

  /** A path, encoded in DER. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record PathDer(byte[] anchor, byte[] leaf, List<byte[]> intermediates) {}

  /**
   * Returns ACCEPT or REJECT for each path by {@code openssl verify}. The subjects of CAs must be
   * unique.
   *
   * @throws org.opentest4j.TestAbortedException if OpenSSL is not installed, or an {@link
   *     AssertionError} with {@code PROXYMTLS_REQUIRE_PROXIES=true}
   */
  public static Map<String, String> openssl(Path folder, Map<String, PathDer> paths)
      throws IOException, InterruptedException {
    Path program = Path.of("/usr/bin/openssl");
    if (!Files.isExecutable(program)) {
      assertThat(Boolean.parseBoolean(System.getenv(REQUIRED)))
          .as(program + " is missing")
          .isFalse();
      Assumptions.abort(program + " is missing");
    }
    Set<String> anchors = new LinkedHashSet<>();
    Set<String> intermediates = new LinkedHashSet<>();
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "verify",
                "-CAfile",
                "anchors.pem",
                "-untrusted",
                "others.pem"));
    Map<String, String> verdicts = new LinkedHashMap<>();
    List<String> ids = List.copyOf(paths.keySet());
    for (int i = 0; i < ids.size(); i++) {
      PathDer path = paths.get(ids.get(i));
      anchors.add(pem(path.anchor()));
      path.intermediates().forEach(der -> intermediates.add(pem(der)));
      Files.writeString(folder.resolve(i + ".pem"), pem(path.leaf()));
      command.add(i + ".pem");
      verdicts.put(ids.get(i), "REJECT");
    }
    Files.writeString(folder.resolve("anchors.pem"), String.join("", anchors));
    Files.writeString(folder.resolve("others.pem"), String.join("", intermediates));
    for (String line : run(folder, command, "")) {
      if (line.endsWith(".pem: OK")) {
        int index = Integer.parseInt(line.substring(0, line.indexOf('.')));
        verdicts.put(ids.get(index), "ACCEPT");
      }
    }
    return verdicts;
  }

  /**
   * Returns ACCEPT, REJECT or NONE for each path by Go's {@code crypto/x509}. Returns an empty map
   * if Go is not installed.
   */
  public static Map<String, String> go(Path folder, Map<String, PathDer> paths)
      throws IOException, InterruptedException {
    boolean installed =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "go")));
    if (!installed) {
      return Map.of();
    }
    Path source = folder.resolve("verify.go");
    try (var program = OtherValidators.class.getResourceAsStream("/names/verify.go")) {
      Files.write(source, program.readAllBytes());
    }
    StringBuilder input = new StringBuilder();
    List<String> ids = List.copyOf(paths.keySet());
    for (int i = 0; i < ids.size(); i++) {
      PathDer path = paths.get(ids.get(i));
      input.append(i).append(' ').append(base64(path.anchor()));
      input.append(' ').append(base64(path.leaf()));
      path.intermediates().forEach(der -> input.append(' ').append(base64(der)));
      input.append('\n');
    }
    Map<String, String> verdicts = new LinkedHashMap<>();
    List<String> output = run(folder, List.of("go", "run", source.toString()), input.toString());
    for (String line : output) {
      String[] words = line.split(" ", -1);
      verdicts.put(ids.get(Integer.parseInt(words[0])), words[1]);
    }
    assertThat(verdicts).as(String.join("\n", output)).hasSize(ids.size());
    return verdicts;
  }

  private static List<String> run(Path folder, List<String> command, String input)
      throws IOException, InterruptedException {
    Path in = Files.writeString(folder.resolve("input"), input);
    Path out = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.waitFor();
    return Files.readAllLines(out, StandardCharsets.UTF_8);
  }

  private static String base64(byte[] der) {
    return Base64.getEncoder().encodeToString(der);
  }

  private static String pem(byte[] der) {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END CERTIFICATE-----\n";
  }
}
