package io.github.proxymtls.spring;

import io.github.proxymtls.internal.config.reader.Layer;
import io.github.proxymtls.internal.spring.EnvironmentLayers;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches if any {@code proxymtls} key is set, unless {@code proxymtls.enabled=false}. */
final class OnProxyMtlsProperties extends SpringBootCondition {

  private static final String ENABLED = "proxymtls.enabled";

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    ServletModule.read();
    Environment environment = context.getEnvironment();
    String enabled = environment.getProperty(ENABLED);
    if ("false".equals(enabled)) {
      return ConditionOutcome.noMatch(message("is false"));
    }
    boolean configured =
        environment instanceof ConfigurableEnvironment configurable
            && EnvironmentLayers.of(configurable).stream().anyMatch(Layer::configures);
    return enabled != null || configured
        ? ConditionOutcome.match(message("or another proxymtls key is set"))
        : ConditionOutcome.noMatch(message("and no other proxymtls key is set"));
  }

  private static ConditionMessage message(String what) {
    return ConditionMessage.of(ENABLED + " " + what);
  }
}
