package io.github.proxymtls.internal.config.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {

  @ParameterizedTest
  @CsvSource({"1, 1", "512, 512", "512B, 512", "16KB, 16384", "1MB, 1048576", "16MB, 16777216"})
  void readsSizes(String size, int bytes) {
    assertThat(Given.nginx().with("limits.form-body", size).accepted().formBody()).isEqualTo(bytes);
    assertThat(Given.nginx().with("limits.header-length", size).accepted().limits().headerLength())
        .isEqualTo(bytes);
    assertThat(
            Given.nginx()
                .with("limits.chain-header-length", size)
                .accepted()
                .limits()
                .chainHeaderLength())
        .isEqualTo(bytes);
    assertThat(
            Given.nginx()
                .with("limits.certificate-size", size)
                .accepted()
                .limits()
                .certificateSize())
        .isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0KB",
        "-1",
        "+1",
        "16 KB",
        "16kb",
        "16K",
        "KB",
        "1.5KB",
        "17MB",
        "16777217",
        "1GB",
        "9999999999",
        "\u0661KB",
        "0x10"
      })
  void rejectsSizesThatAreInvalidOrOutOfBounds(String size) {
    for (Key key : LimitKeys.ALL) {
      if (key.kind() == Key.Kind.SIZE && !key.equals(LimitKeys.CACHE_MAXIMUM_BYTES)) {
        String name = key.name().replace("proxymtls.", "");
        Given.nginx().with(name, size).refused("invalid-value " + name);
      }
    }
  }

  @Test
  void readsTheBoundsOfTheCacheSize() {
    assertThat(Given.nginx().with("cache.maximum-bytes", "0").accepted().cacheMaximumBytes())
        .isZero();
    assertThat(Given.nginx().with("cache.maximum-bytes", "4GB").accepted().cacheMaximumBytes())
        .isEqualTo(4L << 30);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "100"})
  void readsTheNumberOfCertificates(int count) {
    assertThat(
            Given.nginx()
                .with("limits.chain-certificates", String.valueOf(count))
                .accepted()
                .limits()
                .chainCertificates())
        .isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"101", "-1", "ten", "1KB", "99999999999999999999"})
  void rejectsNumbersThatAreInvalidOrOutOfBounds(String count) {
    Given.nginx()
        .with("limits.chain-certificates", count)
        .refused("invalid-value limits.chain-certificates");
  }

  @ParameterizedTest
  @CsvSource({"1s, 1", "30s, 30", "5m, 300", "1h, 3600", "2d, 172800"})
  void readsDurations(String duration, int seconds) {
    assertThat(Given.nginx().with("reload-interval", duration).accepted().reloadInterval())
        .isEqualTo(Duration.ofSeconds(seconds));
    assertThat(Given.nginx().with("cache.time-to-live", duration).accepted().cacheTimeToLive())
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "-1s", "1.5s", "1w", "500ms", "s", "1 s", "PT30S", "5M"})
  void rejectsInvalidDurations(String duration) {
    Given.nginx().with("reload-interval", duration).refused("invalid-value reload-interval");
    Given.nginx().with("cache.time-to-live", duration).refused("invalid-value cache.time-to-live");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0s", "0h"})
  void acceptsZeroForReloadingButNotForATimeToLive(String zero) {
    assertThat(Given.nginx().with("reload-interval", zero).accepted().reloadInterval())
        .isEqualTo(Duration.ZERO);
    Given.nginx().with("cache.time-to-live", zero).refused("invalid-value cache.time-to-live");
  }
}
