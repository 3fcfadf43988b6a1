package io.github.proxymtls.internal.config.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {

  @Test
  void everyKeyHasADescriptionAndADefaultOrItsEffectWhenUnset() {
    for (Key key : Keys.ALL) {
      assertThat(key.description()).as(key.name()).endsWith(".").doesNotContain("|", "\n");
      assertThat(key.byDefault() == null ? key.otherwise() : key.byDefault())
          .as(key.name())
          .isNotBlank();
      assertThat(key.words().isEmpty())
          .as(key.name())
          .isEqualTo(key.kind() != Key.Kind.WORD && key.kind() != Key.Kind.WORDS);
    }
  }

  @Test
  void noTwoKeysShareAnEnvironmentVariable() {
    Set<String> variables = new HashSet<>();
    for (Key key : Keys.ALL) {
      assertThat(variables.add(Keys.environmentName(key.name()))).as(key.name()).isTrue();
    }
  }

  @Test
  void namesTheEnvironmentVariable() {
    assertThat(Keys.environmentName("proxymtls.header.certificate"))
        .isEqualTo("PROXYMTLS_HEADER_CERTIFICATE");
    assertThat(Keys.environmentName("proxymtls.client.allow.subject-dn.1"))
        .isEqualTo("PROXYMTLS_CLIENT_ALLOW_SUBJECT_DN_1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxymtls.proxy.mtls.subject-dn",
        "proxymtls.proxy.mtls.subject-dn.1",
        "proxymtls.client.allow.subject-dn.9999",
        "proxymtls.profile.edge.format",
        "proxymtls.profile.e2.client.allow.subject-dn.3"
      })
  void recognizesKeys(String name) {
    assertThat(Keys.known(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxymtls",
        "proxymtls.",
        "proxymtls.format.1",
        "proxymtls.proxy.mtls.subject-dn.0",
        "proxymtls.proxy.mtls.subject-dn.01",
        "proxymtls.proxy.mtls.subject-dn.-1",
        "proxymtls.proxy.mtls.subject-dn.10000",
        "proxymtls.proxy.mtls.subject-dn.\u0661",
        "proxymtls.proxy.mtls.subject-dn.",
        "proxymtls.proxy.mtls.subject-dn.1.1",
        "proxymtls.profile.edge",
        "proxymtls.profile.edge.",
        "proxymtls.profile..format",
        "proxymtls.profile.Edge.format",
        "proxymtls.profile.edge.form",
        "proxymtls.profile.edge.binding.clients",
        "proxymtls.profile.edge.client.session",
        "proxymtls.profile.edge.profile.mesh.format",
        "proxymtls.profile.edge.format.1",
        "format"
      })
  void recognizesNoOtherNames(String name) {
    assertThat(Keys.known(name)).isFalse();
  }

  @Test
  void suggestsEveryKeyForItselfWithOneTypingError() {
    for (Key key : Keys.ALL) {
      String name = key.name();
      assertThat(Keys.nearest(name + "x")).isEqualTo(name);
      assertThat(Keys.nearest(name.replace('-', '_'))).isEqualTo(name);
    }
  }

  @Test
  void suggestsNothingForAnEndlessName() {
    assertThat(Keys.nearest("proxymtls." + "x".repeat(100_000))).isNull();
  }

  @Test
  void suggestsTheKeyOfAnAbbreviation() {
    assertThat(Keys.nearest("proxymtls.header.cert")).isEqualTo("proxymtls.header.certificate");
    assertThat(Keys.nearest("proxymtls.profile.edge.header.cert"))
        .isEqualTo("proxymtls.profile.edge.header.certificate");
    assertThat(Keys.nearest("proxymtls.header.verif")).isEqualTo("proxymtls.header.verify");
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "a, '', 1",
    "'', ab, 2",
    "kitten, sitting, 3",
    "flaw, lawn, 2",
    "a, a, 0"
  })
  void countsTheEditsBetweenTwoTexts(String from, String to, int distance) {
    assertThat(EditDistance.of(from, to)).isEqualTo(distance);
    assertThat(EditDistance.of(to, from)).isEqualTo(distance);
  }
}
