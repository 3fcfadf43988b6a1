package io.github.proxymtls.samples.configure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The configurations in the samples' folders are the output of {@code configure}. After a change of
 * a template, run this test with {@code -Dsamples.write=true} to write them again.
 */
class SamplesTest {

  private static final ProxyOptions BLUEPRINT =
      new ProxyOptions(
          new Endpoint("0.0.0.0", 443),
          new Endpoint("0.0.0.0", 444),
          Backend.parse("https://10.0.0.7:8443", "application.example"),
          ProxyOptions.PLACEHOLDER,
          false,
          false,
          "");

  @ParameterizedTest
  @EnumSource
  void sampleEqualsTheOutputOfConfigure(Target target) throws IOException {
    Path folder = Path.of(ProxyCapabilities.of(target).preset());
    Path properties = folder.resolve("proxymtls.properties");
    for (GeneratedFile file : new Generator(target, null).generate(properties, BLUEPRINT)) {
      Path sample = folder.resolve(file.name());
      if (Boolean.getBoolean("samples.write")) {
        Files.writeString(sample, file.text(), StandardCharsets.UTF_8);
      }
      assertThat(sample).content(StandardCharsets.UTF_8).isEqualTo(file.text());
    }
  }
}
