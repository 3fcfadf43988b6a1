package io.github.proxymtls.internal.binding.registry;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.RegistryRules;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.jose.StrictJson;
import io.github.proxymtls.oauth.ClientRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients that a {@link ClientRegistry} looks up: at most one look-up at a time for each client,
 * whose result is cached within limits. Thread-safe; a cached result needs no lock and no I/O.
 *
 * <h2>A failed look-up accepts nothing</h2>
 *
 * If a look-up fails, the client is rejected even if an earlier result has just expired. A
 * registration that cannot be used rejects its client and is not treated as missing.
 */
final class RegistryClients implements Clients {

  /** The maximum length of a registration, in characters. */
  static final int MAXIMUM_LENGTH = 256 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(RegistryClients.class);

  /** The maximum number of cached results. */
  static final int MAXIMUM_CLIENTS = 10_000;

  private static final int MAXIMUM_DETAIL = 500;
  private static final Duration MAXIMUM_WAIT = Duration.ofSeconds(5);
  private static final Answer NO_CLIENT = new Answer(null);

  /** The result of a look-up; null if no client has the {@code client_id}. */
  private record Answer(@Nullable Result<Registration> found) {}

  private final ClientRegistry registry;
  private final RegistryRules rules;
  private final RegistrationReader.Context context;
  private final Duration maximumWait;
  private final AsyncCache<String, Answer> answers;

  RegistryClients(
      ClientRegistry registry,
      RegistryRules rules,
      RegistrationReader.Context context,
      Ticker ticker) {
    this(registry, rules, context, ticker, MAXIMUM_WAIT);
  }

  /**
   * Creates an instance with another maximum wait, for tests.
   *
   * @param maximumWait how long a request waits for the look-up of another
   */
  RegistryClients(
      ClientRegistry registry,
      RegistryRules rules,
      RegistrationReader.Context context,
      Ticker ticker,
      Duration maximumWait) {
    this.registry = registry;
    this.rules = rules;
    this.context = context;
    this.maximumWait = maximumWait;
    answers =
        Caffeine.newBuilder()
            .ticker(ticker)
            .executor(Runnable::run)
            .maximumSize(MAXIMUM_CLIENTS)
            .expireAfter(Expiry.creating((String id, Answer answer) -> timeToLive(answer)))
            .buildAsync();
  }

  private Duration timeToLive(Answer answer) {
    Result<Registration> found = answer.found();
    return found != null && found.refusal() == null
        ? rules.timeToLive()
        : rules.negativeTimeToLive();
  }

  @Override
  public @Nullable Result<Registration> find(String clientId) {
    CompletableFuture<Answer> known = answers.getIfPresent(clientId);
    return known == null ? lookUp(clientId) : await(known, clientId);
  }

  private @Nullable Result<Registration> lookUp(String clientId) {
    CompletableFuture<Answer> mine = new CompletableFuture<>();
    CompletableFuture<Answer> first = answers.get(clientId, (key, executor) -> mine);
    if (first != mine) {
      return await(first, clientId);
    }
    try {
      Answer answer = ask(clientId);
      mine.complete(answer);
      return answer.found();
    } catch (Exception failure) {
      return unavailable(clientId, failure);
    } finally {
      // Waiting threads continue, and nothing is cached; no effect after a result.
      mine.cancel(false);
    }
  }

  private @Nullable Result<Registration> await(CompletableFuture<Answer> answer, String clientId) {
    try {
      return answer.isDone()
          ? answer.join().found()
          : answer.get(maximumWait.toMillis(), TimeUnit.MILLISECONDS).found();
    } catch (CancellationException | ExecutionException | TimeoutException e) {
      return unavailable(clientId, "the look-up of another request failed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unavailable(clientId, "interrupted");
    }
  }

  /** Returns the number of cached results. */
  long size() {
    answers.synchronous().cleanUp();
    return answers.synchronous().estimatedSize();
  }

  private Answer ask(String clientId) throws Exception {
    try {
      String json = registry.find(clientId);
      return json == null ? NO_CLIENT : new Answer(read(clientId, json));
    } catch (UnusableRegistrationException e) {
      return new Answer(unusable(clientId, String.valueOf(e.getMessage())));
    }
  }

  private Result<Registration> read(String clientId, String json) {
    if (json.length() > MAXIMUM_LENGTH) {
      return unusable(clientId, "longer than " + MAXIMUM_LENGTH + " characters");
    }
    Object element;
    try {
      element = StrictJson.parse(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      return unusable(clientId, "not strict JSON: " + e.getMessage());
    }
    RegistrationReader reader = new RegistrationReader(element, context);
    Registration registration = reader.read();
    if (registration == null) {
      return unusable(
          clientId,
          reader.faults().stream().map(Members.Fault::what).collect(Collectors.joining("; ")));
    }
    return registration.clientId().equals(clientId)
        ? Result.of(registration)
        : unusable(clientId, "of another client_id");
  }

  private static Result<Registration> unusable(String clientId, String what) {
    String shown = what.length() > MAXIMUM_DETAIL ? what.substring(0, MAXIMUM_DETAIL) : what;
    return Result.refused(
        Reason.CLIENT_REGISTRATION_INVALID,
        "client " + clientId + " has a registration that cannot be used: " + shown);
  }

  private static Result<Registration> unavailable(String clientId, Exception failure) {
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    LOG.debug("client_registry=unavailable", failure);
    String state = failure instanceof SQLException sql ? " " + sql.getSQLState() : "";
    return unavailable(clientId, failure.getClass().getSimpleName() + state);
  }

  private static Result<Registration> unavailable(String clientId, String why) {
    return Result.refused(
        Reason.CLIENT_REGISTRY_UNAVAILABLE, "client " + clientId + " cannot be looked up: " + why);
  }
}
