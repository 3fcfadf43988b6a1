package io.github.proxymtls.spring;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.internal.adapter.AdapterBuilder;
import io.github.proxymtls.internal.adapter.AdapterEngine;
import io.github.proxymtls.internal.spring.EnvironmentLayers;
import io.github.proxymtls.micrometer.ProxyMtlsMeters;
import io.github.proxymtls.oauth.ClientRegistry;
import io.github.proxymtls.oauth.TokenKeys;
import io.github.proxymtls.servlet.ProxyMtlsFilter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.unit.DataSize;

/**
 * Registers the filter in a Spring Boot servlet application if {@code proxymtls.enabled=true}. The
 * filter runs before all other filters, including Spring Security. All keys are read from Spring's
 * environment.
 *
 * <p>The auto-configuration uses these beans if the application defines them: every {@link
 * ProxyMtlsListener}, the {@link TokenKeys}, the {@link ClientRegistry}, the {@link MeterRegistry},
 * and the {@link DataSource} if {@code proxymtls.binding.jdbc.query} is set without {@code
 * proxymtls.binding.jdbc.data-source}.
 *
 * <p>It adds a health indicator named {@code proxymtls} if the application has Actuator.
 */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
    })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@Conditional(OnProxyMtlsProperties.class)
public final class ProxyMtlsAutoConfiguration {

  private static final String NAME = "proxymtls";
  private static final String HEADER_LIMIT = "server.max-http-request-header-size";
  private static final String HEALTH_INDICATOR = "proxymtlsHealthIndicator";
  private static final String QUERY = "proxymtls.binding.jdbc.query";
  private static final String DATA_SOURCE = "proxymtls.binding.jdbc.data-source";

  /**
   * Creates the engine. The application context closes it.
   *
   * @throws io.github.proxymtls.ConfigurationException if the configuration is invalid; with every
   *     problem
   */
  @Bean
  ProxyMtls proxyMtls(
      ConfigurableEnvironment environment,
      ObjectProvider<ProxyMtlsListener> listeners,
      ObjectProvider<TokenKeys> tokenKeys,
      ObjectProvider<ClientRegistry> clientRegistry,
      ObjectProvider<DataSource> dataSource) {
    AdapterBuilder builder = AdapterBuilder.create().environment(EnvironmentLayers.of(environment));
    listeners.orderedStream().forEach(builder::listener);
    tokenKeys.ifAvailable(builder::tokenKeys);
    clientRegistry.ifAvailable(builder::clientRegistry);
    if (environment.containsProperty(QUERY) && !environment.containsProperty(DATA_SOURCE)) {
      dataSource.ifAvailable(builder::dataSource);
    }
    AdapterEngine engine = builder.build();
    try {
      ForwardedAddress.refuse(engine.rules().configuration(), environment);
      return engine;
    } catch (RuntimeException refused) {
      engine.close();
      throw refused;
    }
  }

  /** Registers the filter before all others, for every path and every dispatcher type. */
  @Bean
  FilterRegistrationBean<ProxyMtlsFilter> proxyMtlsFilterRegistration(
      ProxyMtls engine, ConfigurableEnvironment environment) {
    FilterRegistrationBean<ProxyMtlsFilter> registration =
        new FilterRegistrationBean<>(new ProxyMtlsFilter(engine));
    registration.setName(NAME);
    registration.addInitParameter(
        AdapterEngine.CONTAINER_HEADER_LIMIT, String.valueOf(headerLimit(environment)));
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
    registration.addUrlPatterns("/*");
    return registration;
  }

  /** Jetty reports no connectors at this time: Spring Boot adds them later. */
  private static int headerLimit(ConfigurableEnvironment environment) {
    DataSize limit =
        Binder.get(environment).bind(HEADER_LIMIT, DataSize.class).orElse(DataSize.ofKilobytes(8));
    return (int) Math.min(Integer.MAX_VALUE, limit.toBytes());
  }

  /** Registers the metrics if the application has Micrometer. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterRegistry.class)
  static final class Meters {

    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    @ConditionalOnMissingBean
    ProxyMtlsMeters proxyMtlsMeters(MeterRegistry registry) {
      return new ProxyMtlsMeters(registry);
    }
  }

  /** Registers the health indicator of Spring Boot 3.5 if the application has Actuator. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
  @Conditional(OnEnabledHealth.class)
  static final class ActuatorHealth {

    @Bean
    @ConditionalOnMissingBean(name = HEALTH_INDICATOR)
    ActuatorHealthIndicator proxymtlsHealthIndicator(ProxyMtls engine) {
      return new ActuatorHealthIndicator(engine);
    }
  }

  /** Registers the health indicator of Spring Boot 4 if the application has its health module. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
  @Conditional(OnEnabledHealth.class)
  static final class ContributedHealth {

    @Bean
    @ConditionalOnMissingBean(name = HEALTH_INDICATOR)
    ContributedHealthIndicator proxymtlsHealthIndicator(ProxyMtls engine) {
      return new ContributedHealthIndicator(engine);
    }
  }
}
