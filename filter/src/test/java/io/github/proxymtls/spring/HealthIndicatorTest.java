package io.github.proxymtls.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

/** The health indicators of both major versions of Spring Boot. */
class HealthIndicatorTest {

  private static final String OLDER = "org.springframework.boot.actuate.health";
  private static final String NEWER = "org.springframework.boot.health";

  @TempDir private Path folder;

  @Test
  void isUpWithoutDetailsIfNothingIsWrong() throws IOException {
    older(root -> root)
        .run(
            context -> {
              var health = context.getBean(ActuatorHealthIndicator.class).health();
              assertThat(health.getStatus().getCode()).isEqualTo("UP");
              assertThat(health.getDetails()).isEmpty();
            });
    newer(root -> root)
        .run(
            context -> {
              var health = context.getBean(ContributedHealthIndicator.class).health();
              assertThat(health.getStatus().getCode()).isEqualTo("UP");
              assertThat(health.getDetails()).isEmpty();
            });
  }

  @AllowedLog("code=expired")
  @Test
  void isDownIfEveryTrustAnchorHasExpired() throws IOException {
    older(CertificateBuilder::expired)
        .run(
            context -> {
              var health = context.getBean(ActuatorHealthIndicator.class).health();
              assertThat(health.getStatus().getCode()).isEqualTo("DOWN");
              assertThat(health.getDetails().toString()).contains("code=expired", "where=", "fix=");
            });
    newer(CertificateBuilder::expired)
        .run(
            context -> {
              var health = context.getBean(ContributedHealthIndicator.class).health();
              assertThat(health.getStatus().getCode()).isEqualTo("DOWN");
              assertThat(health.getDetails().toString()).contains("code=expired", "where=", "fix=");
            });
  }

  @AllowedLog("code=expires-soon")
  @Test
  void isUpWithDetailsIfATrustAnchorExpiresSoon() throws IOException {
    older(root -> root)
        .withPropertyValues("proxymtls.warn-before=36500d")
        .run(
            context -> {
              var health = context.getBean(ActuatorHealthIndicator.class).health();
              assertThat(health.getStatus().getCode()).isEqualTo("UP");
              assertThat(health.getDetails().toString()).contains("code=expires-soon");
            });
    newer(root -> root)
        .withPropertyValues("proxymtls.warn-before=36500d")
        .run(
            context -> {
              var health = context.getBean(ContributedHealthIndicator.class).health();
              assertThat(health.getStatus().getCode()).isEqualTo("UP");
              assertThat(health.getDetails().toString()).contains("code=expires-soon");
            });
  }

  @Test
  void addsNothingWithoutActuator() throws IOException {
    runner(root -> root, OLDER, NEWER)
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(ProxyMtls.class)
                    .doesNotHaveBean("proxymtlsHealthIndicator"));
  }

  @Test
  void addsNothingIfSpringBootsPropertiesSwitchItOff() throws IOException {
    older(root -> root)
        .withPropertyValues("management.health.proxymtls.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean("proxymtlsHealthIndicator"));
    newer(root -> root)
        .withPropertyValues("management.health.defaults.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean("proxymtlsHealthIndicator"));
    newer(root -> root)
        .withPropertyValues(
            "management.health.defaults.enabled=false", "management.health.proxymtls.enabled=true")
        .run(context -> assertThat(context).hasBean("proxymtlsHealthIndicator"));
  }

  private WebApplicationContextRunner older(UnaryOperator<CertificateBuilder> root)
      throws IOException {
    return runner(root, NEWER);
  }

  private WebApplicationContextRunner newer(UnaryOperator<CertificateBuilder> root)
      throws IOException {
    return runner(root, OLDER);
  }

  private WebApplicationContextRunner runner(
      UnaryOperator<CertificateBuilder> root, String... hiddenPackages) throws IOException {
    Pki.Authority anchor = root.apply(Pki.create().rootBuilder("Example Root")).issueAuthority();
    Path anchors = Files.writeString(folder.resolve("client-ca.pem"), anchor.pem());
    Path users = Files.writeString(folder.resolve("users"), "");
    return new WebApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(ProxyMtlsAutoConfiguration.class))
        .withClassLoader(new FilteredClassLoader(hiddenPackages))
        .withPropertyValues(
            "proxymtls.enabled=true",
            "proxymtls.format=nginx",
            "proxymtls.proxy.authentication=basic",
            "proxymtls.proxy.basic.users-file=" + users,
            "proxymtls.client.trust-anchors=" + anchors);
  }
}
