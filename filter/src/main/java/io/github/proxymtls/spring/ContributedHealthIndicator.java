package io.github.proxymtls.spring;

import io.github.proxymtls.ProxyMtls;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Shows the health of the engine in Spring Boot 4. */
final class ContributedHealthIndicator implements HealthIndicator {

  private final ProxyMtls engine;

  ContributedHealthIndicator(ProxyMtls engine) {
    this.engine = engine;
  }

  /** Is down only if no client can be accepted. A problem alone is a detail. */
  @Override
  public Health health() {
    io.github.proxymtls.Health health = engine.health();
    Health.Builder status =
        health.status() == io.github.proxymtls.Health.Status.DOWN ? Health.down() : Health.up();
    return status.withDetails(Map.copyOf(HealthDetails.of(health))).build();
  }
}
