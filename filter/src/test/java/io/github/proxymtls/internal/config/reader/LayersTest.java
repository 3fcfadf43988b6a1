package io.github.proxymtls.internal.config.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The environment of an application, in layers. */
class LayersTest {

  private final Problems problems = new Problems();

  @Test
  void highestLayerWins() {
    Settings settings =
        read(
            properties("top", "proxymtls.format", "nginx"),
            variables("PROXYMTLS_FORMAT", "envoy", "PROXYMTLS_ENABLED", "true"),
            properties(
                "bottom", "proxymtls.format", "caddy", "proxymtls.client.principal", "none"));

    assertThat(values(settings))
        .containsExactly(
            Map.entry("proxymtls.client.principal", "none"),
            Map.entry("proxymtls.enabled", "true"),
            Map.entry("proxymtls.format", "nginx"));
    assertThat(origin(settings, "proxymtls.format")).isEqualTo("top");
    assertThat(origin(settings, "proxymtls.enabled")).isEqualTo("PROXYMTLS_ENABLED");
    assertThat(problems.list()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "proxymtls.client.trustAnchors, proxymtls.client.trust-anchors",
    "proxymtls.client.trust_anchors, proxymtls.client.trust-anchors",
    "PROXYMTLS.Client.TRUST-ANCHORS, proxymtls.client.trust-anchors",
    "proxymtls.proxy.mtls.subjectDn[0], proxymtls.proxy.mtls.subject-dn.1",
    "proxymtls.proxy.mtls.subject-dn.1, proxymtls.proxy.mtls.subject-dn.1",
    "proxymtls.proxy.mtls.sha256, proxymtls.proxy.mtls.sha256",
    "proxymtls.profile.edge.client.trustAnchors, proxymtls.profile.edge.client.trust-anchors",
    "proxymtls.profile.edge.client.allow.subject-dn[0],"
        + " proxymtls.profile.edge.client.allow.subject-dn.1"
  })
  void readsEverySpellingOfRelaxedBinding(String written, String key) {
    Settings settings = read(properties("a", "proxymtls.enabled", "true", written, "x"));

    assertThat(settings.keys()).containsExactlyInAnyOrder("proxymtls.enabled", key);
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void recognizesEverySpellingOfEachKey() {
    for (Key key : Keys.ALL) {
      String camel = camelCase(key.name());
      String variable = key.name().toUpperCase(Locale.ROOT).replace("-", "").replace('.', '_');
      for (RelaxedName name :
          new RelaxedName[] {
            RelaxedName.of(key.name()),
            RelaxedName.of(camel),
            RelaxedName.ofVariable(variable),
            RelaxedName.ofVariable(Keys.environmentName(key.name()))
          }) {
        assertThat(name).as(key.name()).isNotNull();
        assertThat(name.key()).isEqualTo(key.name());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PROXYMTLS_CLIENT_TRUST_ANCHORS, proxymtls.client.trust-anchors",
    "PROXYMTLS_CLIENT_TRUSTANCHORS, proxymtls.client.trust-anchors",
    "proxymtls_client_trust_anchors, proxymtls.client.trust-anchors",
    "PROXYMTLS_PROXY_MTLS_SUBJECT_DN_1, proxymtls.proxy.mtls.subject-dn.1",
    "PROXYMTLS_PROXY_MTLS_SUBJECTDN_1, proxymtls.proxy.mtls.subject-dn.1",
    "PROXYMTLS_PROFILE_EDGE_FORMAT, proxymtls.profile.edge.format",
    "proxymtls.format, proxymtls.format"
  })
  void variableCanOmitTheHyphen(String variable, String key) {
    Settings settings = read(variables(variable, "x", "PROXYMTLS_ENABLED", "true"));

    assertThat(settings.keys()).containsExactlyInAnyOrder("proxymtls.enabled", key);
    assertThat(problems.list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxymtls.fromat",
        "proxymtls.client.trust.anchors",
        "proxymtls.format[0]",
        "proxymtls.proxy.authentication.1",
        "proxymtls.proxy.mtls.subject-dn.0",
        "proxymtls.proxy.mtls.subject-dn[00]",
        "proxymtls.proxy.mtls.subject-dn[0][0]",
        "proxymtls.client",
        "proxymtls"
      })
  void reportsAnUnknownKey(String key) {
    Layer layer = properties("a", "proxymtls.enabled", "true", key, "x");
    read(layer);

    assertThat(problems.list()).extracting(Problem::code).containsExactly("unknown-key");
    assertThat(problems.list().get(0).where()).contains(key).endsWith(", set in a");
    assertThat(layer.configures()).isTrue();
  }

  @Test
  void rejectsARenamedVariable() {
    read(variables("PROXYMTLS_BINDING_JDBC_TIME_TO_LIVE", "1s"));

    assertThat(problems.list()).extracting(Problem::code).contains("renamed-key");
  }

  @Test
  void warnsOfAnUnknownVariable() {
    Layer layer = variables("PROXYMTLS_SERVICE_HOST", "10.0.0.1");
    read(layer);

    assertThat(problems.warnings()).extracting(Problem::code).containsExactly("unknown-key");
    assertThat(problems.list()).extracting(Problem::code).containsExactly("required");
    assertThat(layer.configures()).isFalse();
    assertThat(variables("PROXYMTLS_FORMAT", "nginx").configures()).isTrue();
    assertThat(properties("a", "proxymtlsx.format", "nginx").configures()).isFalse();
  }

  @Test
  void joinsListElementsToOneValue() {
    Settings settings =
        read(
            properties(
                "a",
                "proxymtls.proxy.authentication[1]",
                "address",
                "proxymtls.proxy.authentication[0]",
                "basic",
                "proxymtls.enabled",
                "true"));

    assertThat(values(settings)).containsEntry("proxymtls.proxy.authentication", "basic,address");
    assertThat(problems.list()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 2, 2", "1, 2, 1", "1, 2, 2"})
  void reportsAGapInAList(int one, int other, int refused) {
    String key = "proxymtls.proxy.authentication";
    read(
        properties(
            "a",
            "proxymtls.enabled",
            "true",
            key + "[" + one + "]",
            "basic",
            key + "[" + other + "]",
            "mtls"));

    assertThat(problems.list())
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem.code()).isEqualTo("unknown-key"))
        .anySatisfy(problem -> assertThat(problem.where()).contains(key + "[" + refused + "]"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"subject-dn", "subject-dn.1", "subject-dn[0]"})
  void listInAHigherLayerReplacesTheWholeList(String higher) {
    String mtls = "proxymtls.proxy.mtls.";
    Settings settings =
        read(
            properties("top", mtls + higher, "CN=edge", "proxymtls.enabled", "true"),
            properties("bottom", mtls + "subject-dn[0]", "CN=a", mtls + "subject-dn[1]", "CN=b"));

    assertThat(values(settings).values()).containsExactlyInAnyOrder("CN=edge", "true");
  }

  @Test
  void reportsTwoSpellingsInOneLayer() {
    read(
        properties(
            "a",
            "proxymtls.enabled",
            "true",
            "proxymtls.client.trustAnchors",
            "one.pem",
            "proxymtls.client.trust-anchors",
            "two.pem"));

    assertThat(problems.list()).extracting(Problem::code).containsExactly("duplicate-key");
  }

  @Test
  void reportsAnUnresolvedPlaceholder() {
    read(
        properties(
            "a", "proxymtls.enabled", "true", "proxymtls.client.trust-anchors", "${CA}/ca.pem"));
    assertThat(problems.list()).extracting(Problem::code).containsExactly("invalid-value");
  }

  @Test
  void acceptsAHashWithDollarSigns() {
    read(
        properties(
            "a", "proxymtls.enabled", "true", "proxymtls.proxy.basic.password-hash", "$2y$10$ab"));
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void rejectsTheConfigKeyInLayers() {
    read(properties("a", "proxymtls.enabled", "true", "proxymtls.config", "proxymtls.properties"));

    assertThat(problems.list()).extracting(Problem::code).containsExactly("not-in-force");
    assertThat(problems.list().get(0).fix()).contains("spring.config.import");
  }

  /** A profile can neither remove the key of another file nor set it to nothing. */
  @ParameterizedTest
  @CsvSource({
    "proxymtls.proxy.mtls.san-dns, edge, not-in-force",
    "proxymtls.format,'',empty-value"
  })
  void saysHowToRemoveAKeyThatAnotherFileSets(String key, String value, String code) {
    Settings settings =
        read(
            properties("overlay", "proxymtls.proxy.authentication", "basic", key, value),
            properties("base", "proxymtls.enabled", "true"));
    ConfigurationReader.read(settings, InCode.NOTHING, problems);

    assertThat(problems.list())
        .filteredOn(problem -> problem.code().equals(code))
        .singleElement()
        .extracting(Problem::fix)
        .asString()
        .contains("remove the key; the file of a Spring profile cannot remove a key")
        .contains("spring.config.activate.on-profile: \"!NAME\"");
  }

  @Test
  void requiresEnabled() {
    read(properties("a", "proxymtls.format", "nginx"));

    assertThat(problems.list()).extracting(Problem::code).containsExactly("required");
    assertThat(problems.list().get(0).where()).isEqualTo("proxymtls.enabled (not set)");
  }

  private Settings read(Layer... layers) {
    return Settings.readLayers(List.of(), List.of(layers), problems);
  }

  private static Layer properties(String origin, String... namesAndValues) {
    return layer(name -> origin, false, namesAndValues);
  }

  private static Layer variables(String... namesAndValues) {
    return layer(name -> name, true, namesAndValues);
  }

  private static Layer layer(
      UnaryOperator<String> origin, boolean variables, String... namesAndValues) {
    List<Layer.Entry> entries = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      String name = namesAndValues[i];
      entries.add(new Layer.Entry(name, namesAndValues[i + 1], origin.apply(name), variables));
    }
    return new Layer(entries);
  }

  private static Map<String, String> values(Settings settings) {
    Map<String, String> values = new TreeMap<>();
    settings.keys().forEach(key -> values.put(key, setting(settings, key).value()));
    return values;
  }

  private static String origin(Settings settings, String key) {
    return setting(settings, key).origin();
  }

  private static Settings.Setting setting(Settings settings, String key) {
    return Objects.requireNonNull(settings.get(key));
  }

  private static String camelCase(String key) {
    return Pattern.compile("-([a-z])")
        .matcher(key)
        .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
  }
}
