package io.github.proxymtls.spring;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless Spring Boot's properties switch this health indicator off. The annotation for this
 * is in another package in each major version of Spring Boot.
 */
final class OnEnabledHealth extends SpringBootCondition {

  private static final String OWN = "management.health.proxymtls.enabled";
  private static final String DEFAULT = "management.health.defaults.enabled";

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    Environment environment = context.getEnvironment();
    boolean byDefault = environment.getProperty(DEFAULT, Boolean.class, true);
    boolean enabled = environment.getProperty(OWN, Boolean.class, byDefault);
    return new ConditionOutcome(enabled, ConditionMessage.of(OWN + " is " + enabled));
  }
}
