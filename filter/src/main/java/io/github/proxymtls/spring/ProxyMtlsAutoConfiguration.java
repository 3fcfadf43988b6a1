package io.github.proxymtls.spring;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.micrometer.ProxyMtlsMeters;
import io.github.proxymtls.oauth.ClientRegistry;
import io.github.proxymtls.oauth.TokenKeys;
import io.github.proxymtls.servlet.ProxyMtlsFilter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import javax.sql.DataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Registers the filter in a Spring Boot application on the servlet stack, in front of Spring
 * Security and of everything else, where {@code proxymtls.enabled=true}. All keys come from
 * Spring's environment.
 *
 * <p>Beans that are used where the application has them: every {@link ProxyMtlsListener}, the
 * {@link TokenKeys}, the {@link ClientRegistry}, the {@link MeterRegistry}, and the {@link
 * DataSource} where {@code proxymtls.binding.jdbc.query} is set without a name for one.
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
  private static final String QUERY = "proxymtls.binding.jdbc.query";
  private static final String DATA_SOURCE = "proxymtls.binding.jdbc.data-source";

  /**
   * The engine, which is closed with the application's context.
   *
   * @throws io.github.proxymtls.ConfigurationException with every problem
   */
  @Bean
  ProxyMtls proxyMtls(
      ConfigurableEnvironment environment,
      ObjectProvider<ProxyMtlsListener> listeners,
      ObjectProvider<TokenKeys> tokenKeys,
      ObjectProvider<ClientRegistry> clientRegistry,
      ObjectProvider<DataSource> dataSource) {
    ProxyMtls.Builder builder = ProxyMtls.builder().environment(EnvironmentLayers.of(environment));
    listeners.orderedStream().forEach(builder::listener);
    tokenKeys.ifAvailable(builder::tokenKeys);
    clientRegistry.ifAvailable(builder::clientRegistry);
    if (environment.containsProperty(QUERY) && !environment.containsProperty(DATA_SOURCE)) {
      dataSource.ifAvailable(builder::dataSource);
    }
    ProxyMtls engine = builder.build();
    try {
      ForwardedAddress.refuse(engine.snapshot().configuration(), environment);
      return engine;
    } catch (RuntimeException refused) {
      engine.close();
      throw refused;
    }
  }

  /** The filter, in front of all others, for every path and every dispatch. */
  @Bean
  FilterRegistrationBean<ProxyMtlsFilter> proxyMtlsFilterRegistration(ProxyMtls engine) {
    FilterRegistrationBean<ProxyMtlsFilter> registration =
        new FilterRegistrationBean<>(new ProxyMtlsFilter(engine));
    registration.setName(NAME);
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
    registration.addUrlPatterns("/*");
    return registration;
  }

  /** Warns of what sees a request before the filter. */
  @Bean
  RequestListenerWarning proxyMtlsRequestListenerWarning(ListableBeanFactory beans) {
    return new RequestListenerWarning(beans);
  }

  /** Meters, where the application has Micrometer. */
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
}
