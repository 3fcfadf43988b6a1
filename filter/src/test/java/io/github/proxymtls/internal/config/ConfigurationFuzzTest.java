package io.github.proxymtls.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.ClientRules.Validation;
import io.github.proxymtls.internal.config.ProxyRules.Method;
import io.github.proxymtls.internal.config.reader.ConfigurationReader;
import io.github.proxymtls.internal.config.reader.Given;
import io.github.proxymtls.internal.config.reader.InCode;
import io.github.proxymtls.internal.config.reader.Key;
import io.github.proxymtls.internal.config.reader.Keys;
import io.github.proxymtls.internal.config.reader.Settings;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reading any keys gives a configuration or problems, never another exception. */
class ConfigurationFuzzTest {

  private static final String[] VALUES = {
    "",
    " ",
    ",",
    "a",
    "a,b",
    "none",
    "true",
    "false",
    "0",
    "1",
    "30s",
    "16KB",
    "99999999999",
    "/*",
    "/a",
    "/a/*",
    "*.x",
    "//",
    "https://h/",
    "http://localhost/",
    "https://u:p@h/",
    "file:",
    "file:/a",
    "classpath:",
    "classpath:a",
    "X-Cert",
    "X-Cert-",
    "X_Cert",
    "Cookie",
    "\u0000",
    "\n",
    "%zz",
    "\ud800",
    "\u00e4",
    "basic",
    "mtls",
    "edge,mesh",
    "address",
    "basic,mtls,address",
    "nginx",
    "custom",
    "tls",
    "CN=a",
    "-1",
    "\u212a",
    "http://[",
    "://",
    "file://[",
    "2147483648",
    "9223372036854775807"
  };

  private static final String[] PROFILES = {
    "profile.edge.", "profile.mesh.", "profile.other.", "profile.", "profile..", "profile.A."
  };

  @Tag("slow")
  @Test
  void throwsOnlyForAnUnreadableFileAndReportsEveryProblem() {
    Random random = new Random(20260101);
    int accepted = 0;
    for (int round = 0; round < 20_000; round++) {
      Given given = start(random);
      int changes = random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        Key key = Keys.ALL.get(random.nextInt(Keys.ALL.size()));
        String name = key.name().replace("proxymtls.", "");
        boolean numbered = key.kind() == Key.Kind.NUMBERED && random.nextBoolean();
        String profile = random.nextInt(4) == 0 ? PROFILES[random.nextInt(PROFILES.length)] : "";
        given.with(
            profile + (numbered ? name + "." + random.nextInt(4) : name), value(random, key));
      }
      Given.Read read;
      try {
        read = given.read();
      } catch (ConfigurationException e) {
        assertThat(e.problems()).extracting(Problem::code).contains("config-file");
        continue;
      }
      if (read.problems().list().isEmpty()) {
        assertThat(read.configuration()).as(given.keys().toString()).isNotNull();
        assertThat(read.configuration().profiles())
            .as(given.keys().toString())
            .allMatch(
                profile ->
                    profile.name() == null
                        || profile.lists(Method.BASIC)
                        || profile.lists(Method.MTLS));
        accepted++;
      }
      if (read.configuration() != null) {
        assertComplete(read.configuration());
      }
    }
    assertThat(accepted).isBetween(2_000, 18_000);
  }

  private static void assertComplete(Configuration read) {
    boolean tls = read.source() == Configuration.Source.TLS;
    assertThat(read.profiles()).isNotEmpty();
    read.profiles().forEach(profile -> assertComplete(profile, tls));
    assertThat(read.direct() != null).isEqualTo(read.source() != Configuration.Source.HEADER);
    assertThat(
            read.binding().clientAuthentication().isEmpty()
                || read.binding().registry().file() != null
                || read.binding().registry().jdbc() != null)
        .isTrue();
  }

  private static void assertComplete(Profile profile, boolean tls) {
    ProxyRules proxy = profile.proxy();
    ClientRules client = profile.client();
    assertThat(tls || (profile.format() != null && proxy != null)).isTrue();
    assertThat(client.trustAnchors() != null || client.validation() == Validation.PROXY).isTrue();
    if (proxy != null) {
      assertThat(proxy.basic() != null).isEqualTo(proxy.methods().contains(Method.BASIC));
      assertThat(proxy.mtls() != null).isEqualTo(proxy.methods().contains(Method.MTLS));
      assertThat(proxy.address() != null).isEqualTo(proxy.methods().contains(Method.ADDRESS));
    }
  }

  private static Given start(Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> Given.nginx();
      case 1 -> Given.tls();
      case 2 -> Given.mtls();
      case 3 -> Given.binding();
      case 4 -> Given.custom();
      case 5 -> Given.profiles();
      default -> Given.nothing();
    };
  }

  private static String value(Random random, Key key) {
    if (!key.words().isEmpty() && random.nextInt(4) > 0) {
      return key.words().get(random.nextInt(key.words().size()));
    }
    String value = VALUES[random.nextInt(VALUES.length)];
    return random.nextInt(8) == 0 ? value + VALUES[random.nextInt(VALUES.length)] : value;
  }

  @Test
  void returnsNoIncompleteConfiguration() {
    List<Given> lacking =
        List.of(
            Given.nginx().without("format"),
            Given.nginx().without("proxy.authentication"),
            Given.nginx().without("client.trust-anchors"),
            Given.nginx().without("proxy.basic.users-file"),
            Given.nginx().without("proxy.basic.users-file").with("proxy.basic.user", "edge"),
            Given.mtls().without("proxy.mtls.trust-anchors"),
            Given.nginx().with("proxy.authentication", "basic,address"),
            Given.binding().without("binding.clients"));

    assertThat(lacking)
        .extracting(Given::read)
        .allSatisfy(
            read -> {
              assertThat(read.configuration()).isNull();
              assertThat(read.problems().list()).isNotEmpty();
            });
  }

  @Test
  void returnsAConfigurationDespiteOtherProblems() {
    Given.Read read = Given.nginx().with("reload-interval", "soon").read();

    assertThat(read.configuration()).isNotNull();
    assertThat(read.problems().list()).hasSize(1);
  }

  @Test
  void reportsProblemsWithoutAnyKey() {
    Problems problems = new Problems();
    Settings settings = Settings.read(List.of(), Map.of(), Map.of(), problems);

    assertThat(ConfigurationReader.read(settings, InCode.NOTHING, problems)).isNull();
    assertThat(problems.list())
        .extracting(Problem::code, Problem::where)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("required", "proxymtls.format (not set)"),
            org.assertj.core.groups.Tuple.tuple(
                "required", "proxymtls.proxy.authentication (not set)"),
            org.assertj.core.groups.Tuple.tuple(
                "required", "proxymtls.client.trust-anchors (not set)"));
  }
}
