package io.github.proxymtls.samples.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {

  private static final Map<String, String> VALUES =
      Map.of(
          "VERIFIED", "127.0.0.1:1",
          "ANY_CERTIFICATE", "127.0.0.1:2",
          "APPLICATION", "127.0.0.1:3",
          "APPLICATION_NAME", "application.example",
          "CREDENTIAL", "Basic QA==");

  @Test
  void putsEveryValueInItsPlace() {
    assertThat(Template.of("nginx/nginx.conf").fill(VALUES))
        .contains("listen 127.0.0.1:1 ssl")
        .contains("Proxy-Authorization \"Basic QA==\"")
        .doesNotContain("@CREDENTIAL@")
        .doesNotContain("@APPLICATION");
  }

  @Test
  void leavesAnAtSignThatBeginsNoPlaceholder() {
    Map<String, String> values = new HashMap<>(VALUES);
    values.put("CREDENTIAL", "@");
    assertThat(Template.of("nginx/nginx.conf").fill(values))
        .contains("# The words between @ are placeholders")
        .contains("Proxy-Authorization \"@\"");
  }

  @Test
  void refusesAPlaceholderWithoutAValue() {
    assertThatThrownBy(() -> Template.of("nginx/nginx.conf").fill(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("nginx/nginx.conf: no value for ");
  }

  @Test
  void everySampleHasAPropertiesFile() {
    for (ProxyKind kind : ProxyKind.values()) {
      assertThat(kind.properties()).contains("\nproxymtls.format=");
    }
  }
}
