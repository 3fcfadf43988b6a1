package io.github.proxymtls.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Facts;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTest {

  @Test
  void readsTheExampleOfRfc7617() {
    Credential credential = (Credential) Credential.parse("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");

    assertThat(credential.user()).isEqualTo("Aladdin");
    assertThat(credential.password()).asString().isEqualTo("open sesame");
  }

  @Test
  void readsTheUtf8ExampleOfRfc7617() {
    Credential credential = (Credential) Credential.parse("Basic dGVzdDoxMjPCow==");

    assertThat(credential.password()).isEqualTo("123£".getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"basic ", "BASIC ", "bAsIc    "})
  void ignoresTheCaseOfTheSchemeAndExtraSpaces(String scheme) {
    assertThat(Credential.parse(scheme + "dTpw")).isInstanceOf(Credential.class);
  }

  @Test
  void passwordBeginsAfterTheFirstColon() {
    Credential credential = (Credential) Credential.parse(Facts.basicValue("u:a:b:"));

    assertThat(credential.user()).isEqualTo("u");
    assertThat(credential.password()).asString().isEqualTo("a:b:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Basic",
        "Basic ",
        "Basic\tdTpw",
        "Bearer dTpw",
        "Basicd dTpw",
        "dTpw",
        "Basic dTpw ",
        "Basic dTpw, Basic dTpw",
        "Basic dTpw=",
        "Basic dTpwcA",
        "Basic dTpwcB==",
        "Basic dTpwcHB=",
        "Basic dT pw",
        "Basic dT-_",
        "Basic dTpw\r\n",
        "Basic dTpw\u0000",
        "Basic ====",
        "Basic dXA="
      })
  void rejectsMalformedCredentials(String value) {
    assertThat(Credential.parse(value)).isInstanceOf(Malformed.class);
  }

  @Test
  void rejectsControlCharactersInUserAndPassword() {
    for (int c = 0; c < 0x80; c++) {
      boolean control = c < 0x20 || c == 0x7f;
      String text = "a" + (char) c + "b";
      assertThat(Credential.parse(Facts.basicValue("u:" + text)))
          .as("%x in the password", c)
          .isInstanceOf(control ? Malformed.class : Credential.class);
      if (c != ':') {
        assertThat(Credential.parse(Facts.basicValue(text + ":p")))
            .as("%x in the user", c)
            .isInstanceOf(control ? Malformed.class : Credential.class);
      }
    }
  }

  @Test
  void rejectsPasswordThatBcryptWouldTruncate() {
    assertThat(Credential.parse(Facts.basicValue("u:" + "p".repeat(72))))
        .isInstanceOf(Credential.class);
    assertThat(Credential.parse(Facts.basicValue("u:" + "p".repeat(73))))
        .isEqualTo(new Malformed("the password has more than 72 bytes"));
    assertThat(Credential.parse(Facts.basicValue("u:" + "ü".repeat(37))))
        .isEqualTo(new Malformed("the password has more than 72 bytes"));
  }

  @Test
  void rejectsEmptyPasswordAndEmptyUser() {
    assertThat(Credential.parse(Facts.basicValue("u:"))).isInstanceOf(Malformed.class);
    assertThat(Credential.parse(Facts.basicValue(":p"))).isInstanceOf(Malformed.class);
    assertThat(Credential.parse(Facts.basicValue(":"))).isInstanceOf(Malformed.class);
  }

  @Test
  void appliesTheLimitBeforeTheWork() {
    String longest = "Basic " + " ".repeat(Credential.MAXIMUM_VALUE - 10) + "dTpw";

    assertThat(Credential.parse(longest)).isInstanceOf(Credential.class);
    assertThat(Credential.parse(longest.replace("Basic ", "Basic  ")))
        .isEqualTo(new Malformed("longer than 1024 characters"));
  }

  @Test
  void rejectsUserThatCannotBeConfigured() {
    byte[] latin = "Jürgen:p".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(Credential.parse("Basic " + Base64.getEncoder().encodeToString(latin)))
        .isInstanceOf(Malformed.class);
    assertThat(Credential.parse(Facts.basicValue("Jürgen:p"))).isInstanceOf(Malformed.class);
  }

  @Test
  void detailContainsNothingOfTheValue() {
    for (String value : new String[] {"sesame", "Basic sesame!", Facts.basicValue("sesame")}) {
      assertThat(((Malformed) Credential.parse(value)).detail()).doesNotContain("sesame");
    }
  }
}
