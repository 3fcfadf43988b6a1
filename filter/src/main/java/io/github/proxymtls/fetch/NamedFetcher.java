package io.github.proxymtls.fetch;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches from URLs that the operator named, at whatever addresses they are. Thread-safe. */
public final class NamedFetcher implements Fetcher {

  private final HttpClient client;
  private final Duration limit;

  /**
   * Makes one.
   *
   * @param limit for everything, from the connection to the last octet
   */
  public NamedFetcher(Duration limit) {
    this.limit = limit;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(limit)
            .build();
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
    return await(client.sendAsync(request.build(), response -> subscriber(wanted, response)));
  }

  private static HttpResponse.BodySubscriber<byte[]> subscriber(
      FetchRequest wanted, HttpResponse.ResponseInfo response) {
    if (response.statusCode() != 200) {
      return new LimitedBody(wanted.maximumSize(), "status " + response.statusCode());
    }
    String type = response.headers().firstValue("Content-Type").orElse(null);
    return new LimitedBody(wanted.maximumSize(), wanted.faultOfType(type));
  }

  private byte[] await(CompletableFuture<HttpResponse<byte[]>> exchange) throws IOException {
    try {
      return exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + limit, e);
    } catch (ExecutionException e) {
      throw new IOException("no answer: " + e.getCause(), e);
    } finally {
      exchange.cancel(true);
    }
  }
}
