package io.github.proxymtls.config;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnavailableKeysTest {

  @Test
  void refusesEveryReservedKey() {
    for (Key key : UnavailableKeys.ALL) {
      String name = key.name().replace("proxymtls.", "");
      Given.nginx().with(name, "x").refused("not-available " + name);
    }
  }

  @Test
  void takesTheDefaultOfAReservedKey() {
    for (Key key : UnavailableKeys.ALL) {
      if (key.byDefault() != null) {
        Given.nginx().with(key.name().replace("proxymtls.", ""), key.byDefault()).accepted();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"crl", "ocsp", "ocsp,crl", "off,crl", "OFF"})
  void refusesRevocationMethods(String methods) {
    Given.nginx()
        .with("client.revocation.methods", methods)
        .refused("not-available client.revocation.methods");
  }

  @Test
  void refusesThemUnderAProfileToo() {
    Given.nginx()
        .with("profiles", "edge")
        .with("profile.edge.client.revocation.methods", "crl")
        .refused("not-available profile.edge.client.revocation.methods");
  }
}
