package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.ExpectedLog;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A limit of the container on the headers of a request, below the limits of the filter. */
class ContainerHeaderLimitTest {

  private static final int LIMIT_OF_BOTH = (32 + 64) * 1024;

  @TempDir Path folder;

  @ExpectedLog("code=container-header-limit")
  @ParameterizedTest
  @EnumSource
  void warnsIfAChainHeaderNeedsMore(Container container) throws Exception {
    assertThat(lines(container, LIMIT_OF_BOTH - 1, new Fixture(folder).engine()))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("code=container-header-limit")
                    .contains("at most 98303 octets", "the filter allows 98304")
                    .contains("maxHttpRequestHeaderSize"));
  }

  /** Envoy sends the chain in the header of the certificate, whose limit is the only one. */
  @ExpectedLog("code=container-header-limit")
  @ParameterizedTest
  @EnumSource
  void needsOneLimitForACertificateHeaderWithAChain(Container container) throws Exception {
    ProxyMtls.Builder envoy = new Fixture(folder).engine().set("proxymtls.format", "envoy");
    assertThat(lines(container, 8192, envoy))
        .anySatisfy(line -> assertThat(line).contains("the filter allows 32768"));
  }

  @ParameterizedTest
  @EnumSource
  void saysNothingIfTheLimitSuffices(Container container) throws Exception {
    assertThat(lines(container, LIMIT_OF_BOTH, new Fixture(folder).engine())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void reportsALowLimitWithoutAWarningIfNothingAsksForMore(Container container) throws Exception {
    assertThat(lines(container, 8192, withoutChain()))
        .singleElement()
        .asString()
        .isEqualTo("event=container header-limit=8192B");
  }

  @ExpectedLog("code=container-header-limit")
  @ParameterizedTest
  @EnumSource
  void warnsIfTheConfiguredLengthNeedsMore(Container container) throws Exception {
    ProxyMtls.Builder longer = withoutChain().set("proxymtls.limits.header-length", "10000");
    assertThat(lines(container, 8192, longer))
        .anySatisfy(line -> assertThat(line).contains("the filter allows 10000"));
  }

  private ProxyMtls.Builder withoutChain() {
    return new Fixture(folder).engine().set("proxymtls.format", "nginx");
  }

  private static List<String> lines(Container container, int limit, ProxyMtls.Builder builder)
      throws Exception {
    try (ProxyMtls engine = builder.build();
        LogCapture log = LogCapture.open();
        Container.Running server =
            container.start(WebApp.behind(engine).headerLimit(limit).on("/*", View::write))) {
      assertThat(server.port()).isPositive();
      return List.copyOf(log.lines());
    }
  }
}
