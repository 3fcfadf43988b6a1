package io.github.proxymtls.binding;

import io.github.proxymtls.Reason;
import io.github.proxymtls.config.IntrospectionRules;
import io.github.proxymtls.config.Problems;
import io.github.proxymtls.fetch.FetchRequest;
import io.github.proxymtls.fetch.Fetcher;
import io.github.proxymtls.fetch.NamedFetcher;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Asks the authorization server what a token is bound to (RFC 7662): one question at a time for
 * each token, and not too many at once.
 *
 * <h2>No answer is no acceptance</h2>
 *
 * Whatever is not a plain answer is {@link Reason#INTROSPECTION_UNAVAILABLE}, and not remembered.
 */
final class Introspection {

  /** More questions at once are not asked: each holds a thread of the container. */
  static final int MAXIMUM_QUESTIONS = 64;

  /** A larger answer is none, in octets. */
  static final int MAXIMUM_ANSWER = 64 * 1024;

  private static final String URL_KEY = "proxymtls.binding.introspection.url";
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final Set<String> JSON = Set.of("application/json");

  private final FetchRequest endpoint;
  private final Map<String, String> headers;
  private final TokenCache cache;
  private final Clock clock;
  private final Fetcher fetcher = new NamedFetcher(LIMIT);
  private final Semaphore questions = new Semaphore(MAXIMUM_QUESTIONS);
  private final ConcurrentMap<Thumbprint, FutureTask<AccessTokens.Read>> asked =
      new ConcurrentHashMap<>();

  private Introspection(URI url, String authorization, TokenCache cache, Clock clock) {
    this.endpoint = FetchRequest.get(url, JSON, MAXIMUM_ANSWER);
    this.headers =
        Map.of(
            "Authorization",
            authorization,
            "Content-Type",
            "application/x-www-form-urlencoded; charset=UTF-8");
    this.cache = cache;
    this.clock = clock;
  }

  /** Prepares. Adds every problem instead of throwing; null after one. */
  static @Nullable Introspection load(
      IntrospectionRules rules, TokenCache cache, Clock clock, Problems problems) {
    String fault = Fetcher.faultOfSecure(rules.url());
    if (fault != null) {
      problems.add("url-refused", URL_KEY, fault, "use an https URL, or http for loopback only");
    }
    String secret = ClientSecret.read(rules.clientSecret(), problems);
    return fault != null || secret == null
        ? null
        : new Introspection(rules.url(), basic(rules.clientId(), secret), cache, clock);
  }

  /** RFC 6749 section 2.3.1: both are form-encoded before they are put together. */
  private static String basic(String clientId, String secret) {
    byte[] pair = (encoded(clientId) + ":" + encoded(secret)).getBytes(StandardCharsets.US_ASCII);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /** What the server says of the token, asked now, or a moment ago by another request. */
  AccessTokens.Read ask(Thumbprint key, String token) {
    FutureTask<AccessTokens.Read> mine = new FutureTask<>(() -> question(key, token));
    FutureTask<AccessTokens.Read> another = asked.putIfAbsent(key, mine);
    if (another != null) {
      return answer(another);
    }
    try {
      mine.run();
      return answer(mine);
    } finally {
      asked.remove(key, mine);
    }
  }

  private static AccessTokens.Read answer(FutureTask<AccessTokens.Read> question) {
    try {
      return question.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unavailable("interrupted");
    } catch (ExecutionException defect) {
      throw new IllegalStateException(defect.getCause());
    }
  }

  private AccessTokens.Read question(Thumbprint key, String token) {
    AccessTokens.Read known = cache.get(key);
    if (known != null) {
      return known;
    }
    if (!questions.tryAcquire()) {
      return unavailable(MAXIMUM_QUESTIONS + " questions are open");
    }
    try {
      String form = "token=" + encoded(token) + "&token_type_hint=access_token";
      byte[] body = fetcher.fetch(endpoint.post(headers, form.getBytes(StandardCharsets.US_ASCII)));
      IntrospectionAnswer answer = IntrospectionAnswer.read(body, clock.instant());
      cache.put(key, answer.read(), answer.until());
      return answer.read();
    } catch (IOException e) {
      return unavailable(String.valueOf(e.getMessage()));
    } finally {
      questions.release();
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Refusal unavailable(String why) {
    return new Refusal(Reason.INTROSPECTION_UNAVAILABLE, "introspection: " + why);
  }
}
