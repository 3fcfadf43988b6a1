package io.github.proxymtls.internal.config.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.config.BindingRules;
import io.github.proxymtls.internal.config.IntrospectionRules;
import io.github.proxymtls.internal.config.PathPattern;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.RegistryRules;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.config.TokenRules;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BindingReaderTest {

  @Test
  void bindsNothingByDefault() {
    BindingRules binding = Given.nginx().accepted().binding();
    assertThat(binding)
        .isEqualTo(
            new BindingRules(
                new RegistryRules(
                    null,
                    null,
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(10),
                    java.util.Set.of(),
                    java.util.List.of()),
                java.util.List.of(),
                java.util.List.of(),
                false,
                new TokenRules(null, null, null, false, false, 64 << 20),
                Duration.ofMinutes(5)));
  }

  @Test
  void readsThePaths() {
    BindingRules binding =
        Given.binding()
            .with("binding.client-authentication", "/oauth2/token, /oauth2/revoke")
            .accepted()
            .binding();
    assertThat(Objects.requireNonNull(binding.registry().file()).location())
        .isEqualTo("clients.json");
    assertThat(binding.clientAuthentication())
        .containsExactly(new PathPattern("/oauth2/token"), new PathPattern("/oauth2/revoke"));
    assertThat(binding.protectedResources()).containsExactly(new PathPattern("/api/*"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "binding.client-authentication",
        "binding.protected-resources",
        "paths.include",
        "paths.exclude"
      })
  void rejectsInvalidPatterns(String key) {
    Given.binding().with(key, "api").refused("invalid-value " + key);
    Given.binding().with(key, "/a,").refused("invalid-value " + key);
  }

  @Test
  void clientAuthenticationNeedsClients() {
    Given.binding().without("binding.clients").refused("required binding.clients");
  }

  private static Given withoutClients() {
    return Given.binding().without("binding.clients");
  }

  @Test
  void acceptsADatabaseByNameOrFromCode() {
    RegistryRules named =
        withoutClients()
            .with("binding.jdbc.data-source", "jdbc/clients")
            .with("binding.jdbc.query", "select metadata from clients where client_id = ?")
            .with("binding.registry.time-to-live", "1s")
            .with("binding.registry.negative-time-to-live", "0")
            .accepted()
            .binding()
            .registry();
    assertThat(named.jdbc())
        .isEqualTo(
            new RegistryRules.Jdbc(
                "jdbc/clients", "select metadata from clients where client_id = ?"));
    assertThat(named.file()).isNull();
    assertThat(named.timeToLive()).isEqualTo(Duration.ofSeconds(1));
    assertThat(named.negativeTimeToLive()).isEqualTo(Duration.ZERO);
    withoutClients().with("binding.jdbc.query", "x ?").inCode(DATA_SOURCE).accepted();
    withoutClients().inCode(REGISTRY).with("binding.registry.time-to-live", "2m").accepted();
  }

  private static final InCode DATA_SOURCE = new InCode(false, false, true);
  private static final InCode REGISTRY = new InCode(false, true, false);

  @Test
  void databaseNeedsASourceAndAQuery() {
    withoutClients()
        .with("binding.jdbc.data-source", "java:jdbc/clients")
        .refused("required binding.jdbc.query");
    withoutClients().inCode(DATA_SOURCE).refused("required binding.jdbc.query");
    withoutClients().with("binding.jdbc.query", "x ?").refused("required binding.jdbc.data-source");
    withoutClients()
        .with("binding.jdbc.data-source", "clients")
        .with("binding.jdbc.query", "x ?")
        .inCode(DATA_SOURCE)
        .refused("conflict binding.jdbc.data-source");
  }

  @ParameterizedTest
  @ValueSource(strings = {"select 1", "x ? ?", "x ??"})
  void queryHasOneParameter(String query) {
    withoutClients()
        .with("binding.jdbc.query", query)
        .inCode(DATA_SOURCE)
        .refused("invalid-value binding.jdbc.query");
  }

  /** A name with another scheme would connect to another server. */
  @ParameterizedTest
  @ValueSource(strings = {"ldap://evil.example/x", "rmi://evil.example/x", "JAVA:x", "dns:x"})
  void rejectsRemoteJndiNames(String name) {
    withoutClients()
        .with("binding.jdbc.data-source", name)
        .with("binding.jdbc.query", "x ?")
        .refused("invalid-value binding.jdbc.data-source");
  }

  @Test
  void toolAssumesThatCodeProvidesMissingParts() {
    Given query = withoutClients().with("binding.jdbc.query", "x ?");
    assertThat(leftBy(withoutClients())).isEqualTo(new InCode(true, true, false));
    assertThat(leftBy(Given.binding())).isEqualTo(new InCode(true, false, false));
    assertThat(leftBy(query)).isEqualTo(new InCode(true, false, true));
    assertThat(leftBy(query.with("binding.jdbc.data-source", "x")))
        .isEqualTo(new InCode(true, false, false));
  }

  private static InCode leftBy(Given given) {
    Settings settings =
        Settings.read(
            java.util.List.of(new Settings.Source("code", given.keys())),
            java.util.Map.of(),
            java.util.Map.of(),
            new Problems());
    InCode left = InCode.leftBy(settings);
    given.inCode(left).accepted();
    return left;
  }

  @Test
  void rejectsMoreThanOneRegistry() {
    Given.binding().inCode(REGISTRY).refused("conflict binding.clients");
    Given.binding()
        .with("binding.jdbc.data-source", "x")
        .with("binding.jdbc.query", "x ?")
        .refused("conflict binding.clients");
    withoutClients()
        .with("binding.jdbc.query", "x ?")
        .inCode(new InCode(false, true, true))
        .refused("conflict binding.jdbc.query");
  }

  @Test
  void readsTheHostsOfKeySets() {
    assertThat(
            Given.binding()
                .with(
                    "binding.jwks-allowed-hosts",
                    "Keys.Example:8443, 192.0.2.1, [2001:db8::1], localhost")
                .accepted()
                .binding()
                .registry()
                .jwksAllowedHosts())
        .containsExactlyInAnyOrder("keys.example:8443", "192.0.2.1", "[2001:db8::1]", "localhost");
    Given.nginx()
        .with("binding.jwks-allowed-hosts", "keys.example")
        .refused("not-in-force binding.jwks-allowed-hosts");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://keys.example",
        "keys.example/",
        "keys.example:0",
        "*.example",
        "user@keys.example",
        "keys example",
        "keys_example",
        "2001:db8::1",
        ".",
        "keys.example,,b.example"
      })
  void rejectsInvalidHosts(String hosts) {
    Given.binding()
        .with("binding.jwks-allowed-hosts", hosts)
        .refused("invalid-value binding.jwks-allowed-hosts");
  }

  @Test
  void warnsOfAnUnusedTimeToLive() {
    Given.Read read =
        Given.binding()
            .with("binding.registry.time-to-live", "2m")
            .with("binding.registry.negative-time-to-live", "2m")
            .read();
    assertThat(read.problemCodes()).isEmpty();
    assertThat(read.warningCodes())
        .contains(
            "not-in-force binding.registry.time-to-live",
            "not-in-force binding.registry.negative-time-to-live");
    withoutClients()
        .inCode(REGISTRY)
        .with("binding.registry.time-to-live", "0")
        .refused("invalid-value binding.registry.time-to-live");
  }

  @Test
  void rejectsAnUnusedDatabase() {
    Given.nginx()
        .with("binding.jdbc.data-source", "x")
        .with("binding.jdbc.query", "x ?")
        .refused("not-in-force binding.jdbc.data-source", "not-in-force binding.jdbc.query");
  }

  @Test
  void rejectsUnusedClients() {
    Given.binding()
        .without("binding.client-authentication")
        .refused("not-in-force binding.clients");
  }

  @Test
  void readsOtherMethodsAndOtherTokens() {
    BindingRules binding =
        Given.binding()
            .with("binding.other-methods", "pass")
            .with("binding.unbound-tokens", "accept")
            .with("binding.dpop-tokens", "pass")
            .accepted()
            .binding();
    assertThat(binding.passOtherMethods()).isTrue();
    assertThat(binding.tokens().acceptUnbound()).isTrue();
    assertThat(binding.tokens().passDpop()).isTrue();
    Given.binding()
        .with("binding.other-methods", "accept")
        .refused("invalid-value binding.other-methods");
    Given.binding()
        .with("binding.unbound-tokens", "pass")
        .refused("invalid-value binding.unbound-tokens");
    Given.binding()
        .with("binding.dpop-tokens", "accept")
        .refused("invalid-value binding.dpop-tokens");
  }

  @Test
  void tokenKeysAndIssuerNeedEachOther() {
    Given.binding()
        .with("binding.token-jwks-uri", "https://as.example/jwks")
        .refused("required binding.token-issuer");
    Given.binding()
        .with("binding.token-issuer", "https://as.example")
        .refused("not-in-force binding.token-issuer");
    BindingRules binding =
        Given.binding()
            .with("binding.token-jwks-uri", "https://as.example/jwks")
            .with("binding.token-issuer", "as")
            .with("cache.time-to-live", "1m")
            .accepted()
            .binding();
    assertThat(binding.tokens().jwksUri()).isEqualTo(URI.create("https://as.example/jwks"));
    assertThat(binding.tokens().issuer()).isEqualTo("as");
    assertThat(binding.jwksTimeToLive()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void warnsIfNoTokenIsVerified() {
    String warning = "token-unverified binding.protected-resources";
    assertThat(Given.binding().read().warningCodes()).contains(warning);
    assertThat(Given.nginx().read().warningCodes()).doesNotContain(warning);
    assertThat(Given.binding().tokenKeysInCode().read().warningCodes()).doesNotContain(warning);
    assertThat(tokenKeys("https://as.example/jwks").read().warningCodes()).doesNotContain(warning);
    assertThat(introspection("https://as.example/introspect").read().warningCodes())
        .doesNotContain(warning);
  }

  @Test
  void rejectsTokenKeysInConfigurationAndInCode() {
    tokenKeys("https://as.example/jwks")
        .tokenKeysInCode()
        .refused("not-in-force binding.token-jwks-uri", "not-in-force binding.token-issuer");
  }

  @Test
  void rejectsUnusedTokenKeys() {
    tokenKeys("https://as.example/jwks")
        .without("binding.protected-resources")
        .refused("not-in-force binding.token-jwks-uri");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://as.example/jwks",
        "HTTPS://as.example:8443/jwks?x=y",
        "http://localhost:8080/jwks",
        "http://127.0.0.1/jwks",
        "http://127.1.2.3:80/jwks",
        "http://[::1]:80/jwks",
        "https://10.0.0.1/jwks"
      })
  void acceptsHttpsAndLoopbackHttp(String url) {
    tokenKeys(url).accepted();
    introspection(url).accepted();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://as.example/jwks",
        "http://10.0.0.1/jwks",
        "http://127.0.0.1.example/jwks",
        "http://localhost.example/jwks",
        "http://127.example/jwks",
        "http://127.0.0/jwks",
        "ftp://localhost/jwks",
        "file:///jwks",
        "//as.example/jwks",
        "as.example/jwks",
        "https:as.example",
        "https:///jwks",
        "https://as.example/jwks#x",
        "https://as.example/a b",
        "https://user@as.example/jwks",
        "http://localhost@as.example/jwks"
      })
  void rejectsEveryOtherUrl(String url) {
    tokenKeys(url).refused("invalid-value binding.token-jwks-uri");
    introspection(url).refused("invalid-value binding.introspection.url");
  }

  @Test
  void problemsContainNoUserInformationOfAUrl() {
    Given.Read read =
        tokenKeys("https://user:hunter2@as.example/jwks")
            .refused("invalid-value binding.token-jwks-uri");
    assertThat(read.problems().list().toString()).doesNotContain("hunter2");
  }

  @Test
  void readsTheIntrospectionEndpoint() {
    IntrospectionRules rules =
        Objects.requireNonNull(
            introspection("https://as.example/introspect")
                .accepted()
                .binding()
                .tokens()
                .introspection());

    assertThat(rules.url()).isEqualTo(URI.create("https://as.example/introspect"));
    assertThat(rules.clientId()).isEqualTo("filter");
    assertThat(rules.clientSecret().location()).isEqualTo("secret");
  }

  @Test
  void listsTheSecretAmongTheReloadedFiles() {
    assertThat(introspection("https://as.example/introspect").accepted().resources())
        .extracting(Resource::key)
        .contains("proxymtls.binding.introspection.client-secret-file");
  }

  @Test
  void introspectionNeedsItsCredential() {
    introspection("https://as.example/introspect")
        .without("binding.introspection.client-id")
        .without("binding.introspection.client-secret-file")
        .refused(
            "required binding.introspection.client-id",
            "required binding.introspection.client-secret-file");
  }

  @Test
  void rejectsUnusedIntrospectionKeys() {
    introspection("https://as.example/introspect")
        .without("binding.introspection.url")
        .refused(
            "not-in-force binding.introspection.client-id",
            "not-in-force binding.introspection.client-secret-file");
    introspection("https://as.example/introspect")
        .without("binding.protected-resources")
        .refused("not-in-force binding.introspection.url");
  }

  @Test
  void pinnedNeedsVerifiedTokens() {
    Given.binding().with("client.self-signed", "pinned").refused("conflict client.self-signed");
    introspection("https://as.example/introspect").with("client.self-signed", "pinned").accepted();
    tokenKeys("https://as.example/jwks").with("client.self-signed", "pinned").accepted();
    Given.binding().with("client.self-signed", "pinned").tokenKeysInCode().accepted();
  }

  private static Given introspection(String url) {
    return Given.binding()
        .with("binding.introspection.url", url)
        .with("binding.introspection.client-id", "filter")
        .with("binding.introspection.client-secret-file", "secret");
  }

  private static Given tokenKeys(String url) {
    return Given.binding()
        .with("binding.token-jwks-uri", url)
        .with("binding.token-issuer", "https://as.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*.css", "/health,*.html"})
  void rejectsAnExcludedExtension(String exclude) {
    Given.nginx().with("paths.exclude", exclude).refused("conflict paths.exclude");
  }

  @Test
  void rejectsExcludingEveryPath() {
    Given.nginx().with("paths.exclude", "/*").refused("conflict paths.exclude");
  }

  @ParameterizedTest
  @CsvSource({
    "/oauth2/token",
    "/oauth2/token/",
    "/OAuth2/Token",
    "/oauth2/token/x",
    "/oauth2/*",
    "/oauth2/token/x/*",
    "/api/public",
    "/api/public/*",
    "/api"
  })
  void rejectsAnExcludeThatOverlapsABinding(String exclude) {
    Given.binding().with("paths.exclude", exclude).refused("conflict paths.exclude");
  }

  @Test
  void acceptsAnExcludeBesideTheBindings() {
    assertThat(Given.binding().with("paths.exclude", "/health, /static/*").accepted().exclude())
        .containsExactly(new PathPattern("/health"), new PathPattern("/static/*"));
  }

  @Test
  void acceptsAnIncludeBesideTheBindings() {
    assertThat(Given.binding().with("paths.include", "/ui/*, /me").accepted().include())
        .containsExactly(new PathPattern("/ui/*"), new PathPattern("/me"));
  }
}
