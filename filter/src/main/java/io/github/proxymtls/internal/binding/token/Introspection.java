package io.github.proxymtls.internal.binding.token;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.jose.Confirmation;
import io.github.proxymtls.internal.jose.Thumbprint;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

/**
 * Asks the authorization server for the state of a token (RFC 7662). It sends at most one request
 * at a time for each token, and at most {@value #MAXIMUM_REQUESTS} at a time altogether.
 *
 * <h2>A missing response accepts nothing</h2>
 *
 * Everything except a well-formed response is {@link Reason#INTROSPECTION_UNAVAILABLE} and is not
 * cached.
 */
final class Introspection {

  /** The maximum number of concurrent requests. Each request occupies a thread of the container. */
  static final int MAXIMUM_REQUESTS = 64;

  /** The introspection endpoint. */
  @FunctionalInterface
  interface Endpoint {

    /**
     * Sends a request and waits for the response.
     *
     * @throws IOException if there is no valid response
     */
    IntrospectionResponse ask(String token) throws IOException;
  }

  private final Endpoint endpoint;
  private final TokenCache cache;
  private final Semaphore permits = new Semaphore(MAXIMUM_REQUESTS);
  private final ConcurrentMap<Thumbprint, FutureTask<Result<Confirmation>>> pending =
      new ConcurrentHashMap<>();

  Introspection(Endpoint endpoint, TokenCache cache) {
    this.endpoint = endpoint;
    this.cache = cache;
  }

  /** Returns the state of the token. Concurrent calls for the same token share one request. */
  Result<Confirmation> ask(Thumbprint key, String token) {
    FutureTask<Result<Confirmation>> mine = new FutureTask<>(() -> request(key, token));
    FutureTask<Result<Confirmation>> another = pending.putIfAbsent(key, mine);
    if (another != null) {
      return await(another);
    }
    try {
      mine.run();
      return await(mine);
    } finally {
      pending.remove(key, mine);
    }
  }

  private static Result<Confirmation> await(FutureTask<Result<Confirmation>> request) {
    try {
      return request.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unavailable("interrupted");
    } catch (ExecutionException defect) {
      throw new IllegalStateException(defect.getCause());
    }
  }

  private Result<Confirmation> request(Thumbprint key, String token) {
    Result<Confirmation> known = cache.get(key);
    if (known != null) {
      return known;
    }
    if (!permits.tryAcquire()) {
      return unavailable(MAXIMUM_REQUESTS + " requests are pending");
    }
    try {
      IntrospectionResponse response = endpoint.ask(token);
      cache.put(key, response.state(), response.until());
      return response.state();
    } catch (IOException e) {
      return unavailable(String.valueOf(e.getMessage()));
    } finally {
      permits.release();
    }
  }

  private static Result<Confirmation> unavailable(String why) {
    return Result.refused(Reason.INTROSPECTION_UNAVAILABLE, "introspection: " + why);
  }
}
