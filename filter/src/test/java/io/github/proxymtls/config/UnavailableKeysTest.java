package io.github.proxymtls.config;

import org.junit.jupiter.api.Test;

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
}
