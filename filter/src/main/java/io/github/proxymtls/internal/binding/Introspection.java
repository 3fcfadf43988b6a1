package io.github.proxymtls.internal.binding;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.jose.Thumbprint;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

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

  /** Who is asked. */
  @FunctionalInterface
  interface Endpoint {

    /**
     * Asks, and waits for the answer.
     *
     * @throws IOException where there is none
     */
    IntrospectionAnswer ask(String token) throws IOException;
  }

  private final Endpoint endpoint;
  private final TokenCache cache;
  private final Semaphore questions = new Semaphore(MAXIMUM_QUESTIONS);
  private final ConcurrentMap<Thumbprint, FutureTask<AccessTokens.Read>> asked =
      new ConcurrentHashMap<>();

  Introspection(Endpoint endpoint, TokenCache cache) {
    this.endpoint = endpoint;
    this.cache = cache;
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
      IntrospectionAnswer answer = endpoint.ask(token);
      cache.put(key, answer.read(), answer.until());
      return answer.read();
    } catch (IOException e) {
      return unavailable(String.valueOf(e.getMessage()));
    } finally {
      questions.release();
    }
  }

  private static Refusal unavailable(String why) {
    return new Refusal(Reason.INTROSPECTION_UNAVAILABLE, "introspection: " + why);
  }
}
