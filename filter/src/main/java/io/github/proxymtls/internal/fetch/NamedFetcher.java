package io.github.proxymtls.internal.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Fetches URLs that the operator configured, at any address. Keeps connections open, and repeats a
 * request once if the server has closed an idle connection. Thread-safe.
 */
public final class NamedFetcher implements Fetcher {

  private final StoppableClient client;
  private final Duration limit;

  /**
   * Creates a fetcher.
   *
   * @param limit the time limit for a whole exchange, from connecting to the last octet
   */
  public NamedFetcher(Duration limit) {
    this.limit = limit;
    this.client = new StoppableClient(limit);
  }

  @Override
  public byte[] fetch(FetchRequest wanted) throws IOException {
    String fault = Fetcher.fault(wanted.uri());
    if (fault != null) {
      throw new IOException(fault);
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(wanted.uri()).timeout(limit);
    if (!wanted.mediaTypes().isEmpty()) {
      request.header("Accept", String.join(", ", wanted.mediaTypes()));
    }
    wanted.headers().forEach(request::header);
    byte[] body = wanted.body();
    if (body != null) {
      request.POST(BodyPublishers.ofByteArray(body));
    }
    long end = System.nanoTime() + limit.toNanos();
    try {
      return exchange(request.build(), wanted, end);
    } catch (ClosedEarlyException hungUp) {
      return exchange(request.build(), wanted, end);
    }
  }

  private byte[] exchange(HttpRequest request, FetchRequest wanted, long end) throws IOException {
    AtomicBoolean answered = new AtomicBoolean();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client
            .get()
            .sendAsync(
                request,
                response -> {
                  answered.set(true);
                  return subscriber(wanted, response);
                });
    try {
      return exchange.get(end - System.nanoTime(), TimeUnit.NANOSECONDS).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (TimeoutException e) {
      throw new IOException("no response within " + limit, e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      boolean connected =
          !(cause instanceof ConnectException) && !(cause instanceof HttpTimeoutException);
      String why = "no response: " + cause;
      throw connected && !answered.get()
          ? new ClosedEarlyException(why, e)
          : new IOException(why, e);
    } finally {
      exchange.cancel(true);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private static HttpResponse.BodySubscriber<byte[]> subscriber(
      FetchRequest wanted, HttpResponse.ResponseInfo response) {
    if (response.statusCode() != 200) {
      return new LimitedBody(wanted.maximumSize(), "status " + response.statusCode());
    }
    String type = response.headers().firstValue("Content-Type").orElse(null);
    return new LimitedBody(wanted.maximumSize(), wanted.faultOfType(type));
  }

  /**
   * The connection was closed before the first octet of a response; the server may have closed it
   * as idle.
   */
  private static final class ClosedEarlyException extends IOException {

    private static final long serialVersionUID = 1L;

    ClosedEarlyException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
