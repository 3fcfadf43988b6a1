package io.github.proxymtls.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserAndPasswordTest {

  private static final String LONGEST = "a".repeat(72);

  @ParameterizedTest
  @ValueSource(strings = {"edge-1:secret", "e d:a:b", "e: blank ", "e:p\u00e4", "e:\"$\\'{#"})
  void acceptsWhatTheFilterAccepts(String credential) {
    assertThat(fault(credential)).isNull();
    assertThat(fault("edge:" + LONGEST)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "edge",
        ":secret",
        "edge:",
        "\ufeffedge:secret",
        " edge:secret",
        "edge :secret",
        "#edge:secret",
        "\u00e4:secret",
        "edge:secret\nmesh:secret",
        "edge:sec\tret",
        "edge:secret\u0000"
      })
  void rejectsWhatTheFilterRejects(String credential) {
    assertThat(fault(credential)).isNotNull().doesNotContain("secret", "ufeff");
    assertThat(fault("edge:" + LONGEST + "a")).isEqualTo("needs a password of 1 to 72 bytes");
  }

  private static String fault(String credential) {
    return UserAndPassword.fault(credential.getBytes(StandardCharsets.UTF_8));
  }
}
