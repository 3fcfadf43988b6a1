package io.github.proxymtls.internal.binding;

import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.BindingRules;
import io.github.proxymtls.internal.config.IntrospectionRules;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.RegistryRules;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.config.TokenRules;
import io.github.proxymtls.oauth.TokenKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Binding rules for tests, strict unless a test says otherwise. */
public record Rules(
    RegistryRules registry,
    boolean pass,
    boolean unbound,
    boolean dpop,
    @Nullable URI jwks,
    @Nullable String issuer,
    @Nullable IntrospectionRules introspection) {

  public static Rules strict() {
    return new Rules(registry(null, Set.of(), List.of()), false, false, false, null, null, null);
  }

  public Rules clients(Path folder, String json) {
    Path file = folder.resolve("clients.json");
    try {
      Files.writeString(file, json);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    Resource resource = new Resource("proxymtls.binding.clients", file.toString(), file);
    return new Rules(
        registry(resource, registry.jwksAllowedHosts(), registry.profiles()),
        pass,
        unbound,
        dpop,
        jwks,
        issuer,
        introspection);
  }

  private static RegistryRules registry(
      @Nullable Resource file, Set<String> hosts, List<String> profiles) {
    return new RegistryRules(
        file, null, Duration.ofMinutes(1), Duration.ofSeconds(10), hosts, profiles);
  }

  public Rules jwksHosts(String... hosts) {
    return new Rules(
        registry(registry.file(), Set.of(hosts), registry.profiles()),
        pass,
        unbound,
        dpop,
        jwks,
        issuer,
        introspection);
  }

  public Rules passOtherMethods() {
    return new Rules(registry, true, unbound, dpop, jwks, issuer, introspection);
  }

  public Rules acceptUnbound() {
    return new Rules(registry, pass, true, dpop, jwks, issuer, introspection);
  }

  public Rules passDpop() {
    return new Rules(registry, pass, unbound, true, jwks, issuer, introspection);
  }

  public Rules tokenKeys(@Nullable URI uri, @Nullable String name) {
    return new Rules(registry, pass, unbound, dpop, uri, name, introspection);
  }

  public Rules introspection(URI uri, String clientId, Path secret) {
    Resource resource =
        new Resource(
            "proxymtls.binding.introspection.client-secret-file", secret.toString(), secret);
    return new Rules(
        registry,
        pass,
        unbound,
        dpop,
        jwks,
        issuer,
        new IntrospectionRules(uri, clientId, resource));
  }

  public Rules profiles(String... names) {
    return new Rules(
        registry(registry.file(), registry.jwksAllowedHosts(), List.of(names)),
        pass,
        unbound,
        dpop,
        jwks,
        issuer,
        introspection);
  }

  public ClientBinding load() {
    return load(null, Clock.systemUTC());
  }

  public ClientBinding load(@Nullable TokenKeys keys) {
    return load(keys, Clock.systemUTC());
  }

  public ClientBinding load(Clock clock) {
    return load(null, clock);
  }

  public ClientBinding load(BindingSources sources, @Nullable ClientBinding previous) {
    return load(sources, previous, Clock.systemUTC());
  }

  public ClientBinding load(@Nullable TokenKeys keys, Clock clock) {
    return load(new BindingSources(keys, null, null), null, clock);
  }

  private ClientBinding load(
      BindingSources sources, @Nullable ClientBinding previous, Clock clock) {
    Problems problems = new Problems(Map.of());
    ClientBinding binding = ClientBinding.load(rules(), sources, previous, clock, problems);
    problems.throwIfAny();
    return Objects.requireNonNull(binding);
  }

  public List<Problem> problems() {
    return report().list();
  }

  public List<Problem> warnings() {
    return report().warnings();
  }

  private Problems report() {
    Problems problems = new Problems(Map.of("proxymtls.binding.clients", "the test"));
    ClientBinding binding =
        ClientBinding.load(rules(), BindingSources.NONE, null, Clock.systemUTC(), problems);
    if (binding != null && !problems.list().isEmpty()) {
      throw new AssertionError("loaded in spite of a problem");
    }
    return problems;
  }

  public BindingRules rules() {
    return new BindingRules(
        registry,
        List.of(),
        List.of(),
        pass,
        new TokenRules(jwks, issuer, introspection, unbound, dpop, 1 << 20),
        Duration.ofMinutes(5));
  }
}
