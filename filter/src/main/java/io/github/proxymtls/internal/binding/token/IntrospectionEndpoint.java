package io.github.proxymtls.internal.binding.token;

import io.github.proxymtls.internal.config.IntrospectionRules;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.fetch.FetchRequest;
import io.github.proxymtls.internal.fetch.Fetcher;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The introspection endpoint of the authorization server (RFC 7662 section 2.1). */
final class IntrospectionEndpoint implements Introspection.Endpoint {

  /** The maximum length of a response, in octets. */
  static final int MAXIMUM_RESPONSE = 64 * 1024;

  private static final String URL_KEY = "proxymtls.binding.introspection.url";
  static final Duration LIMIT = Duration.ofSeconds(3);
  private static final Set<String> JSON = Set.of("application/json");

  private final FetchRequest endpoint;
  private final Map<String, String> headers;
  private final Clock clock;
  private final Fetcher fetcher;

  private IntrospectionEndpoint(
      IntrospectionRules rules, String secret, Fetcher fetcher, Clock clock) {
    this.fetcher = fetcher;
    this.endpoint = FetchRequest.get(rules.url(), JSON, MAXIMUM_RESPONSE);
    this.headers =
        Map.of(
            "Authorization",
            basic(rules.clientId(), secret),
            "Content-Type",
            "application/x-www-form-urlencoded; charset=UTF-8");
    this.clock = clock;
  }

  /** Creates an endpoint. Adds every problem to {@code problems}; returns null if there is one. */
  static @Nullable IntrospectionEndpoint load(
      IntrospectionRules rules, Fetcher fetcher, Clock clock, Problems problems) {
    String fault = Fetcher.faultOfSecure(rules.url());
    if (fault != null) {
      problems.add("url-refused", URL_KEY, fault, "use an https URL, or http for loopback only");
    }
    String secret = ClientSecret.read(rules.clientSecret(), problems);
    return fault != null || secret == null
        ? null
        : new IntrospectionEndpoint(rules, secret, fetcher, clock);
  }

  @Override
  public IntrospectionResponse ask(String token) throws IOException {
    String form = "token=" + encoded(token) + "&token_type_hint=access_token";
    return fetcher.fetch(
        endpoint.post(headers, form.getBytes(StandardCharsets.US_ASCII)),
        body -> IntrospectionResponse.read(body, clock.instant()));
  }

  /** RFC 6749 section 2.3.1: the identifier and the secret are each form-encoded first. */
  private static String basic(String clientId, String secret) {
    byte[] pair = (encoded(clientId) + ":" + encoded(secret)).getBytes(StandardCharsets.US_ASCII);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
