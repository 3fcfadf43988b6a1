package io.github.proxymtls.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.DecidedRequest;
import io.github.proxymtls.Decision;
import io.github.proxymtls.Problem;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.adapter.AdapterEngine;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.micrometer.ProxyMtlsMeters;
import io.github.proxymtls.oauth.ClientRegistry;
import io.github.proxymtls.oauth.TokenKeys;
import io.github.proxymtls.servlet.ProxyMtlsFilter;
import io.github.proxymtls.testing.ClientRequest;
import io.github.proxymtls.testing.Pki;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** The auto-configuration in a Spring Boot application. */
@Tag("slow")
class AutoConfigurationTest {

  private static final AutoConfigurations AUTO_CONFIGURATION =
      AutoConfigurations.of(ProxyMtlsAutoConfiguration.class);

  @TempDir private Path folder;
  private String anchors = "";
  private String users = "";

  @BeforeEach
  void writeFiles() throws IOException {
    String pem = Pki.create().root("Example Root").pem();
    anchors = Files.writeString(folder.resolve("client-ca.pem"), pem).toString();
    users = Files.writeString(folder.resolve("users"), "").toString();
  }

  @Test
  void springBootDiscoversTheAutoConfiguration() {
    ClassLoader loader = getClass().getClassLoader();

    assertThat(ImportCandidates.load(AutoConfiguration.class, loader))
        .contains(ProxyMtlsAutoConfiguration.class.getName());
    assertThat(
            SpringFactoriesLoader.forDefaultResourceLocation(loader)
                .load(FailureAnalyzer.class, (type, name, failure) -> {}))
        .hasAtLeastOneElementOfType(ConfigurationFailureAnalyzer.class);
  }

  @Test
  void registersTheFilterFirstForEveryPathAndDispatch() {
    nginx()
        .run(
            context -> {
              FilterRegistrationBean<?> filter = context.getBean(FilterRegistrationBean.class);
              assertThat(filter.getFilter()).isInstanceOf(ProxyMtlsFilter.class);
              assertThat(filter.getOrder()).isEqualTo(Ordered.HIGHEST_PRECEDENCE);
              assertThat(filter.getUrlPatterns()).containsExactly("/*");
              assertThat(filter.isAsyncSupported()).isTrue();
              assertThat(filter.isMatchAfter()).isFalse();
              assertThat(filter).hasFieldOrPropertyWithValue("name", "proxymtls");
              assertThat(filter.determineDispatcherTypes())
                  .containsExactlyInAnyOrder(DispatcherType.values());
            });
  }

  /** Jetty has no connectors yet when Spring Boot starts the filter. */
  @ParameterizedTest
  @CsvSource({"16KB, 16384", "4GB, 2147483647", "'', 8192"})
  void tellsTheFilterTheHeaderLimitOfSpringBoot(String property, String octets) {
    nginx()
        .withPropertyValues("server.max-http-request-header-size=" + property)
        .run(
            context -> {
              FilterRegistrationBean<?> filter = context.getBean(FilterRegistrationBean.class);
              assertThat(filter.getInitParameters())
                  .containsExactly(Map.entry("container.header-limit", octets));
            });
  }

  @Test
  void backsOffWithoutProperties() {
    runner().run(context -> assertThat(context).doesNotHaveBean(ProxyMtls.class));
    runner()
        .withInitializer(variables(Map.of("PROXYMTLS_SERVICE_HOST", "10.0.0.1")))
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ProxyMtls.class));
  }

  @Test
  void backsOffIfTheApplicationRegistersTheFilter() {
    nginx()
        .withPropertyValues("proxymtls.enabled=false")
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(ProxyMtls.class)
                    .doesNotHaveBean(FilterRegistrationBean.class));
  }

  @Test
  void backsOffWithoutServlets() {
    new ApplicationContextRunner()
        .withConfiguration(AUTO_CONFIGURATION)
        .withPropertyValues("proxymtls.enabled=true")
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ProxyMtls.class));
  }

  @AllowedLog("Exception encountered during context initialization")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxymtls.format=nginx",
        "proxymtls.client.trustAnchors=ca.pem",
        "proxymtls.no-such-key=x"
      })
  void startFailsIfAKeyIsSetButEnabledIsNot(String property) {
    runner()
        .withPropertyValues(property)
        .run(
            context ->
                assertThat(problems(context))
                    .anySatisfy(
                        problem -> {
                          assertThat(problem.code()).isEqualTo("required");
                          assertThat(problem.where()).isEqualTo("proxymtls.enabled (not set)");
                        }));
  }

  @AllowedLog("Exception encountered during context initialization")
  @Test
  void reportsEveryProblemWithTheSuggestedKey() {
    nginx()
        .withPropertyValues("proxymtls.formt=nginx", "proxymtls.client.certificate=perhaps")
        .run(
            context -> {
              assertThat(problems(context))
                  .extracting(Problem::code)
                  .containsExactlyInAnyOrder("unknown-key", "invalid-value");
              assertThat(problems(context))
                  .anySatisfy(
                      problem ->
                          assertThat(problem.fix()).isEqualTo("did you mean proxymtls.format?"));
            });
  }

  @AllowedLog("Exception encountered during context initialization")
  @Test
  void failureAnalysisShowsProblemPlaceAndAction() {
    nginx()
        .withPropertyValues("proxymtls.formt=nginx", "proxymtls.client.certificate=perhaps")
        .run(
            context -> {
              Throwable failure = Objects.requireNonNull(context.getStartupFailure());
              FailureAnalysis analysis = new ConfigurationFailureAnalyzer().analyze(failure);
              assertThat(analysis.getDescription())
                  .startsWith("proxymtls cannot start with its configuration:\n\n")
                  .contains("[unknown-key] nothing reads this key")
                  .contains("at  proxymtls.client.certificate, set in ");
              assertThat(analysis.getAction())
                  .contains("did you mean proxymtls.format?")
                  .contains("proxymtls.client.certificate: use one of required, optional");
            });
  }

  @Test
  void readsKeysFromEverySourceInSpringsOrder() {
    nginx()
        .withPropertyValues("proxymtls.client.certificate=optional")
        .withInitializer(
            variables(
                Map.of(
                    "PROXYMTLS_CLIENT_CERTIFICATE",
                    "required",
                    "PROXYMTLS_CLIENT_EXTENDED_KEY_USAGE",
                    "any",
                    "PROXYMTLS_RELOADINTERVAL",
                    "0")))
        .run(
            context -> {
              ClientRules client = configuration(context).profiles().get(0).client();
              assertThat(client.required()).isFalse();
              assertThat(client.extendedKeyUsage()).isEqualTo(ExtendedKeyUsageRule.ANY);
              assertThat(configuration(context).reloadInterval()).isZero();
            });
  }

  @Test
  void readsYamlLists() throws IOException {
    file(
            "proxymtls.proxy.authentication[0]=basic",
            "proxymtls.proxy.authentication[1]=address",
            "proxymtls.proxy.address.allow[0]=10.0.0.0/24",
            "proxymtls.proxy.address.allow[1]=10.0.1.0/24",
            "proxymtls.client.allow.subjectDn[0]=CN=a,O=Acme",
            "proxymtls.client.allow.subjectDn[1]=CN=b,O=Acme")
        .run(
            context -> {
              Profile profile = configuration(context).profiles().get(0);
              assertThat(profile.client().allow().subjectDns())
                  .containsExactly("CN=a,O=Acme", "CN=b,O=Acme");
              assertThat(Objects.requireNonNull(profile.proxy()).methods())
                  .containsExactlyInAnyOrder(ProxyRules.Method.BASIC, ProxyRules.Method.ADDRESS);
            });
  }

  @AllowedLog("Exception encountered during context initialization")
  @Test
  void problemNamesTheLineOfTheFile() throws IOException {
    file("proxymtls.proxy.authentication=basic", "proxymtls.formt=nginx")
        .run(
            context ->
                assertThat(problems(context))
                    .singleElement()
                    .satisfies(
                        problem ->
                            assertThat(problem.where())
                                .contains("application.properties")
                                .contains(" - 6:")));
  }

  @AllowedLog("Exception encountered during context initialization")
  @Test
  void resolvesPlaceholders() {
    nginx()
        .withPropertyValues(
            "folder=" + folder, "proxymtls.client.trust-anchors=${folder}/client-ca.pem")
        .run(context -> assertThat(context).hasNotFailed());
    nginx()
        .withPropertyValues("proxymtls.client.trust-anchors=${no.such.folder}/client-ca.pem")
        .run(
            context ->
                assertThat(problems(context))
                    .anySatisfy(problem -> assertThat(problem.what()).contains("placeholder")));
  }

  @AllowedLog("Exception encountered during context initialization")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxymtls.client.trust-anchors",
        "proxymtls.client.principal",
        "proxymtls.client.allow.subject-dn[0]"
      })
  void reportsUnresolvedPlaceholderOnce(String key) {
    nginx()
        .withPropertyValues(key + "=${no.such.value}")
        .run(
            context ->
                assertThat(problems(context))
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.what()).contains("placeholder")));
  }

  @Test
  void notifiesListenersAndCountsDecisions() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    List<Decision> decisions = new ArrayList<>();
    ProxyMtlsListener listener =
        new ProxyMtlsListener() {
          @Override
          public void decided(DecidedRequest request) {
            decisions.add(request.decision());
          }
        };
    RequestFacts request = new ClientRequest(Map.of());
    nginx()
        .withBean(SimpleMeterRegistry.class, () -> registry)
        .withBean(ProxyMtlsListener.class, () -> listener)
        .run(
            context -> {
              assertThat(context).hasSingleBean(ProxyMtlsMeters.class);
              engine(context).decide(request);
              assertThat(decisions).hasSize(1);
              assertThat(
                      registry
                          .get("proxymtls.decisions")
                          .tags("reason", "certificate-required", "profile", "none")
                          .counter()
                          .count())
                  .isEqualTo(1);
            });
  }

  @Test
  void worksWithoutMicrometer() {
    nginx()
        .withClassLoader(new FilteredClassLoader("io.micrometer"))
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(ProxyMtls.class)
                    .doesNotHaveBean("proxyMtlsMeters"));
  }

  @AllowedLog("Exception encountered during context initialization")
  @Test
  void verifiesTokensWithTheTokenKeysBean() {
    String[] pinned = {
      "proxymtls.client.self-signed=pinned", "proxymtls.binding.protected-resources=/api/*"
    };
    nginx().withPropertyValues(pinned).run(context -> assertThat(problems(context)).hasSize(1));
    nginx()
        .withPropertyValues(pinned)
        .withBean(
            TokenKeys.class,
            () -> new TokenKeys(new ImmutableJWKSet<>(new JWKSet()), "https://issuer.example"))
        .run(context -> assertThat(context).hasNotFailed());
  }

  @AllowedLog("Exception encountered during context initialization")
  @Test
  void readsClientsFromTheRegistryBeanOrDatabase() {
    String path = "proxymtls.binding.client-authentication=/token";
    String query = "proxymtls.binding.jdbc.query=select metadata from clients where id = ?";
    nginx().withPropertyValues(path).run(context -> assertThat(problems(context)).hasSize(1));
    nginx()
        .withPropertyValues(path)
        .withBean(ClientRegistry.class, () -> clientId -> null)
        .run(context -> assertThat(context).hasNotFailed());
    nginx()
        .withPropertyValues(path, query)
        .withBean(DataSource.class, JdbcDataSource::new)
        .run(context -> assertThat(context).hasNotFailed());
    nginx()
        .withBean(DataSource.class, JdbcDataSource::new)
        .run(context -> assertThat(context).as("of another purpose").hasNotFailed());
    nginx()
        .withPropertyValues(path, query, "proxymtls.binding.jdbc.data-source=jdbc/clients")
        .withBean(DataSource.class, JdbcDataSource::new)
        .run(
            context ->
                assertThat(problems(context))
                    .as("the one that is named, which is not there")
                    .singleElement()
                    .extracting(Problem::code)
                    .isEqualTo("data-source-missing"));
  }

  @AllowedLog("Exception encountered during context initialization")
  @Test
  void stopsReloadingWhenTheContextCloses() {
    Set<Thread> before = threads();
    nginx().run(context -> assertThat(reloading(before)).hasSize(1));
    await().untilAsserted(() -> assertThat(reloading(before)).isEmpty());
    byAddress()
        .withPropertyValues("server.forward-headers-strategy=native")
        .run(context -> assertThat(context).hasFailed());
    await().untilAsserted(() -> assertThat(reloading(before)).isEmpty());
  }

  @AllowedLog("Exception encountered during context initialization")
  @ParameterizedTest
  @CsvSource({
    "server.forward-headers-strategy=native, server.forward-headers-strategy",
    "server.forward-headers-strategy=FRAMEWORK, server.forward-headers-strategy",
    "spring.main.cloud-platform=kubernetes, server.forward-headers-strategy",
    "server.tomcat.remoteip.remote-ip-header=X-Forwarded-For,"
        + " server.tomcat.remoteip.remote-ip-header",
    "server.tomcat.remoteip.protocol-header=X-Forwarded-Proto,"
        + " server.tomcat.remoteip.protocol-header"
  })
  void startFailsIfAForwardedHeaderDecidesTheAddress(String property, String place) {
    nginx().withPropertyValues(property).run(context -> assertThat(context).hasNotFailed());
    byAddress()
        .withPropertyValues(property)
        .run(
            context ->
                assertThat(problems(context))
                    .singleElement()
                    .satisfies(
                        problem -> {
                          assertThat(problem.code()).isEqualTo("conflict");
                          assertThat(problem.where()).startsWith(place);
                        }));
  }

  @Test
  void startsIfNoHeaderDecidesTheAddress() {
    byAddress().run(context -> assertThat(context).hasNotFailed());
    byAddress()
        .withPropertyValues(
            "spring.main.cloud-platform=kubernetes", "server.forward-headers-strategy=none")
        .run(context -> assertThat(context).hasNotFailed());
  }

  private static WebApplicationContextRunner runner() {
    return new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATION);
  }

  /**
   * Returns an application with a complete configuration file, except for the proxy's
   * authentication.
   */
  private WebApplicationContextRunner file(String... lines) throws IOException {
    Path file = folder.resolve("application.properties");
    String complete =
        "proxymtls.enabled=true\nproxymtls.format=nginx\nproxymtls.proxy.basic.users-file="
            + users
            + "\nproxymtls.client.trust-anchors="
            + anchors
            + "\n";
    Files.writeString(file, complete + String.join("\n", lines));
    return runner()
        .withPropertyValues("spring.config.location=" + file.toUri())
        .withInitializer(new ConfigDataApplicationContextInitializer());
  }

  /** Returns an application with a complete configuration. */
  private WebApplicationContextRunner nginx() {
    return runner()
        .withPropertyValues(
            "proxymtls.enabled=true",
            "proxymtls.format=nginx",
            "proxymtls.proxy.authentication=basic",
            "proxymtls.proxy.basic.users-file=" + users,
            "proxymtls.client.trust-anchors=" + anchors);
  }

  private WebApplicationContextRunner byAddress() {
    return nginx()
        .withPropertyValues(
            "proxymtls.proxy.authentication=basic,address",
            "proxymtls.proxy.address.allow=127.0.0.1/32");
  }

  private static ApplicationContextInitializer<ConfigurableApplicationContext> variables(
      Map<String, Object> variables) {
    return context ->
        context
            .getEnvironment()
            .getPropertySources()
            .addLast(new SystemEnvironmentPropertySource("variables", variables));
  }

  private static AdapterEngine engine(AssertableWebApplicationContext context) {
    return AdapterEngine.of(context.getBean(ProxyMtls.class));
  }

  private static Configuration configuration(AssertableWebApplicationContext context) {
    return engine(context).rules().configuration();
  }

  private static List<Problem> problems(AssertableWebApplicationContext context) {
    Throwable failure = context.getStartupFailure();
    while (failure != null && !(failure instanceof ConfigurationException)) {
      failure = failure.getCause();
    }
    assertThat(failure).as("%s", context).isNotNull();
    return ((ConfigurationException) failure).problems();
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet();
  }

  private static List<Thread> reloading(Set<Thread> before) {
    return threads().stream()
        .filter(thread -> thread.getName().equals("proxymtls-reload") && !before.contains(thread))
        .toList();
  }
}
