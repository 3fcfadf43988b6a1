package io.github.proxymtls.header;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresetTest {

  @ParameterizedTest
  @ValueSource(strings = {"nginx", "ingress-nginx", "envoy", "istio", "rfc9440"})
  void isFoundByItsName(String name) {
    Preset preset = Preset.named(name);

    assertThat(preset).isNotNull();
    assertThat(preset.format().name()).isEqualTo(name);
    assertThat(preset.verified()).isTrue();
    assertThat(preset.credentialHeader()).isEqualTo("Proxy-Authorization");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NGINX", "nginx ", "", "custom", "ingress_nginx"})
  void namesAreExact(String name) {
    assertThat(Preset.named(name)).isNull();
  }

  @Test
  void namesAreUnique() {
    assertThat(Preset.all()).extracting(preset -> preset.format().name()).doesNotHaveDuplicates();
  }

  @Test
  void onlyTheExactVerdictMeansVerified() {
    HeaderFormat nginx = Preset.named("nginx").format();

    assertThat(nginx.verified("SUCCESS")).isTrue();
    assertThat(nginx.verified("success")).isFalse();
    assertThat(nginx.verified("SUCCESS ")).isFalse();
    assertThat(nginx.verified("")).isFalse();
    assertThat(nginx.verified("NONE")).isFalse();
    assertThat(nginx.verified(null)).isFalse();
    assertThat(Preset.named("envoy").format().verified("SUCCESS")).isFalse();
  }
}
