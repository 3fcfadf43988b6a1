package io.github.proxymtls.internal.config.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.reader.Settings.Setting;
import io.github.proxymtls.internal.config.reader.Settings.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private static final String FORMAT = "proxymtls.format";

  @TempDir private Path folder;
  private final Problems problems = new Problems();

  @Test
  void highestSourceWins() throws IOException {
    Path file = file("proxymtls.format=file\n");
    List<Source> sources =
        new ArrayList<>(
            List.of(
                new Source("code", Map.of(FORMAT, "code")),
                new Source("the filter's init-parameters", Map.of(FORMAT, "init"))));
    Map<String, String> system = new HashMap<>(Map.of(FORMAT, "system"));
    Map<String, String> environment = new HashMap<>(Map.of("PROXYMTLS_FORMAT", "environment"));
    environment.put("PROXYMTLS_CONFIG", file.toString());

    assertThat(format(sources, system, environment)).isEqualTo("code from code");
    sources.remove(0);
    assertThat(format(sources, system, environment))
        .isEqualTo("init from the filter's init-parameters");
    sources.remove(0);
    assertThat(format(sources, system, environment)).isEqualTo("system from the system properties");
    system.clear();
    assertThat(format(sources, system, environment))
        .isEqualTo("environment from the environment variable PROXYMTLS_FORMAT");
    environment.remove("PROXYMTLS_FORMAT");
    assertThat(format(sources, system, environment)).isEqualTo("file from " + file + ":1");
    environment.clear();
    assertThat(read(sources, system, environment).get(FORMAT)).isNull();
    assertThat(problems.list()).isEmpty();
  }

  /** Each unknown key is compared with all known ones, which takes long for a file without any. */
  @Test
  void leavesOutTheProblemsAfterTheHundredth() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      lines.append("proxymtls.key").append(i).append("=x\n");
    }
    Map<String, String> config = Map.of("proxymtls.config", file(lines.toString()).toString());

    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> read(List.of(new Source("code", config)), Map.of(), Map.of()));
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(problems::throwIfAny)
        .satisfies(
            all ->
                assertThat(all.problems())
                    .hasSize(101)
                    .last()
                    .extracting(Problem::code)
                    .isEqualTo("more-problems"));
  }

  @ParameterizedTest
  @CsvSource({"code", "init", "system", "environment"})
  void readsTheFileThatAnySourceNames(String place) throws IOException {
    String file = file("\n\nproxymtls.format=nginx\n").toString();
    Map<String, String> config = Map.of("proxymtls.config", file);
    Settings settings =
        read(
            place.equals("code") || place.equals("init")
                ? List.of(new Source(place, config))
                : List.of(),
            place.equals("system") ? config : Map.of(),
            place.equals("environment") ? Map.of("PROXYMTLS_CONFIG", file) : Map.of());

    assertThat(Objects.requireNonNull(settings.get(FORMAT)).origin()).isEqualTo(file + ":3");
  }

  @Test
  void readsTheFileByUrl() throws IOException {
    String url = file("proxymtls.format=nginx\n").toUri().toString();
    Settings settings = read(List.of(), Map.of("proxymtls.config", url), Map.of());

    assertThat(Objects.requireNonNull(settings.get(FORMAT)).value()).isEqualTo("nginx");
  }

  @Test
  void problemNamesTheLine() throws IOException {
    Path file = file("# proxy\n\nproxymtls.format=ngnix\n");
    Settings settings = read(List.of(), Map.of("proxymtls.config", file.toString()), Map.of());
    ConfigurationReader.read(settings, InCode.NOTHING, problems);

    assertThat(problems.list().get(0).where()).isEqualTo(FORMAT + ", set in " + file + ":3");
  }

  @Test
  void readsEveryKeyFromItsEnvironmentVariable() {
    for (Key key : Keys.ALL) {
      String variable = key.name().toUpperCase(java.util.Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
      assertThat(Keys.ofEnvironment(variable)).isEqualTo(key.name());
    }
  }

  @Test
  void readsNumberedKeysFromTheEnvironment() {
    Settings settings =
        read(
            List.of(),
            Map.of(),
            Map.of(
                "PROXYMTLS_PROXY_MTLS_SUBJECT_DN_1", "CN=a",
                "PROXYMTLS_CLIENT_ALLOW_SUBJECT_DN_12", "CN=b"));

    assertThat(settings.keys())
        .containsExactly(
            "proxymtls.client.allow.subject-dn.12", "proxymtls.proxy.mtls.subject-dn.1");
  }

  @Test
  void warnsOfAnUnknownEnvironmentVariable() {
    read(
        List.of(),
        Map.of(),
        Map.of(
            "PROXYMTLS_CLIENT_TRUST_ANCHOR", "x",
            "PROXYMTLS_SERVICE_PORT_443_TCP_ADDR", "10.0.0.1",
            "proxymtls_format", "nginx",
            "PATH", "/bin"));

    assertThat(problems.list()).isEmpty();
    assertThat(problems.warnings())
        .extracting(Problem::where, Problem::fix)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "'PROXYMTLS_CLIENT_TRUST_ANCHOR', an environment variable",
                "did you mean PROXYMTLS_CLIENT_TRUST_ANCHORS?"),
            org.assertj.core.groups.Tuple.tuple(
                "'PROXYMTLS_SERVICE_PORT_443_TCP_ADDR', an environment variable",
                "remove it if it was intended for proxymtls"),
            org.assertj.core.groups.Tuple.tuple(
                "'proxymtls_format', an environment variable", "did you mean PROXYMTLS_FORMAT?"));
  }

  @ParameterizedTest
  @CsvSource({
    "proxymtls.formta, did you mean proxymtls.format?",
    "proxymtls.Format, did you mean proxymtls.format?",
    "PROXYMTLS_FORMAT, did you mean proxymtls.format?",
    "proxymtls.header.certificates, did you mean proxymtls.header.certificate?",
    "proxymtls.client.trust_anchors, did you mean proxymtls.client.trust-anchors?",
    "proxymtls.proxy.mtls.san-dns.1, did you mean proxymtls.proxy.mtls.san-dns?",
    "proxymtls.proxy.mtls.subject-dn.0, did you mean proxymtls.proxy.mtls.subject-dn?",
    "proxymtls.proxy.mtls.subject-dn.01, did you mean proxymtls.proxy.mtls.subject-dn?",
    "proxymtls.zzzzzzzzzzzzzzzzzzzzzzzzzzzzz, remove it",
    "proxymtls, remove it",
  })
  void rejectsAnUnknownKeyInEverySource(String key, String fix) throws IOException {
    Path file = file(key + "=x\n");
    read(
        List.of(new Source("code", Map.of(key, "x", "proxymtls.config", file.toString()))),
        Map.of(key, "x"),
        Map.of());

    assertThat(problems.list())
        .containsExactly(
            unknown(key, "code", fix),
            unknown(key, "the system properties", fix),
            unknown(key, file + ":1", fix));
  }

  private static Problem unknown(String key, String origin, String fix) {
    return new Problem(
        "unknown-key", "nothing reads this key", "'" + key + "', set in " + origin, fix);
  }

  @ParameterizedTest
  @ValueSource(strings = {"time-to-live", "negative-time-to-live"})
  void rejectsARenamedKeyAndNamesTheNewOne(String time) {
    String old = "proxymtls.binding.jdbc." + time;
    String variable = "PROXYMTLS_BINDING_JDBC_" + time.toUpperCase(Locale.ROOT).replace('-', '_');
    read(List.of(new Source("code", Map.of(old, "1s"))), Map.of(), Map.of(variable, "1s"));

    String what = "this key of an earlier version has another name";
    assertThat(problems.list())
        .containsExactlyInAnyOrder(
            new Problem(
                "renamed-key",
                what,
                "'" + old + "', set in code",
                "set proxymtls.binding.registry." + time + " instead"),
            new Problem(
                "renamed-key",
                what,
                "'" + variable + "', an environment variable",
                "set " + variable.replace("JDBC", "REGISTRY") + " instead"));
  }

  @Test
  void rejectsAnUnknownKeyInALowerSource() throws IOException {
    Path file = file("proxymtls.format=nginx\nproxymtls.formt=envoy\n");
    read(
        List.of(new Source("code", Map.of(FORMAT, "nginx"))),
        Map.of("proxymtls.config", file.toString()),
        Map.of());

    assertThat(problems.list()).extracting(Problem::code).containsExactly("unknown-key");
  }

  @Test
  void rejectsAMisspelledPrefixInTheFile() throws IOException {
    Path file = file("proxmtls.format=nginx\nserver.port=8443\n");
    Settings settings = read(List.of(), Map.of("proxymtls.config", file.toString()), Map.of());

    assertThat(settings.keys()).containsExactly("proxymtls.config");
    assertThat(problems.list())
        .containsExactly(unknown("proxmtls.format", file + ":1", "did you mean proxymtls.format?"));
  }

  @Test
  void ignoresUnrelatedKeys() {
    Settings settings =
        read(
            List.of(new Source("the context's init-parameters", Map.of("proxymtlsx", "1"))),
            Map.of("java.version", "17", "proxmtls.format", "nginx"),
            Map.of("HOME", "/root", "PROXYMTLSX_FORMAT", "nginx"));

    assertThat(settings.keys()).isEmpty();
    assertThat(problems.list()).isEmpty();
    assertThat(problems.warnings()).isEmpty();
  }

  @Test
  void rejectsAnEmptyValueAndAControlCharacter() {
    read(
        List.of(),
        Map.of(FORMAT, "  ", "proxymtls.binding.token-issuer", "a\nb"),
        Map.of("PROXYMTLS_CLIENT_CERTIFICATE", ""));

    assertThat(problems.list())
        .extracting(Problem::code, Problem::where)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "invalid-value", "proxymtls.binding.token-issuer, set in the system properties"),
            org.assertj.core.groups.Tuple.tuple(
                "empty-value", FORMAT + ", set in the system properties"),
            org.assertj.core.groups.Tuple.tuple(
                "empty-value",
                "proxymtls.client.certificate, set in the environment variable"
                    + " PROXYMTLS_CLIENT_CERTIFICATE"));
  }

  @Test
  void stripsWhitespaceAtBothEnds() throws IOException {
    Path file = file("proxymtls.format = nginx  \n");
    Settings settings = read(List.of(), Map.of("proxymtls.config", " " + file + " "), Map.of());

    assertThat(Objects.requireNonNull(settings.get(FORMAT)).value()).isEqualTo("nginx");
  }

  @Test
  void rejectsAFileThatNamesAnother() throws IOException {
    Path file = file("proxymtls.config=other.properties\n");
    read(List.of(), Map.of("proxymtls.config", file.toString()), Map.of());

    assertThat(problems.list())
        .containsExactly(
            new Problem(
                "conflict",
                "a properties file cannot name another properties file",
                "proxymtls.config, set in " + file + ":1",
                "remove the line"));
  }

  @Test
  void rejectsALocationThatIsNoFile() {
    read(List.of(), Map.of("proxymtls.config", "https://example/x"), Map.of());

    assertThat(problems.list())
        .extracting(Problem::what)
        .containsExactly("'https://example/x' is a URL but not a file: URL");
  }

  @Test
  void reportsNoMissingKeysIfTheFileCannotBeRead() {
    Map<String, String> system = new HashMap<>(Map.of("proxymtls.fromat", "nginx"));
    system.put("proxymtls.config", folder.resolve("missing").toString());

    assertThatThrownBy(() -> read(List.of(), system, Map.of()))
        .isInstanceOf(ConfigurationException.class);
    assertThat(problems.list())
        .extracting(Problem::code)
        .containsExactly("unknown-key", "config-file");
  }

  @Test
  void reportsTheSameKeyTwiceInTheFile() throws IOException {
    Path file = file("proxymtls.format=nginx\nproxymtls.format=nginx\n");
    read(List.of(), Map.of("proxymtls.config", file.toString()), Map.of());

    assertThat(problems.list()).extracting(Problem::code).containsExactly("duplicate-key");
  }

  private String format(
      List<Source> sources, Map<String, String> system, Map<String, String> environment) {
    Setting setting = Objects.requireNonNull(read(sources, system, environment).get(FORMAT));
    return setting.value() + " from " + setting.origin();
  }

  private Settings read(
      List<Source> sources, Map<String, String> system, Map<String, String> environment) {
    return Settings.read(sources, system, environment, problems);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("proxymtls.properties"), text);
  }
}
