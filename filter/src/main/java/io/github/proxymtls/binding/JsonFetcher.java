package io.github.proxymtls.binding;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches JSON from a URL that the operator named: https (http for loopback only), no user
 * information, no redirect, within a time and a size limit, 200 and JSON only.
 */
final class JsonFetcher {

  /** A larger body is refused, in octets. */
  static final int MAXIMUM_SIZE = 256 * 1024;

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Set<String> JSON = Set.of("application/json", "application/jwk-set+json");

  private final HttpClient client;
  private final Duration limit;

  /**
   * @param limit for everything, from the connection to the last octet
   */
  JsonFetcher(Duration limit) {
    this.limit = limit;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(limit)
            .build();
  }

  /** Why the URL may not be fetched, or null where it may. */
  static @Nullable String fault(URI uri) {
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      return uri.getHost() == null ? "not a URL with a host" : "holds user information";
    }
    if ("https".equalsIgnoreCase(uri.getScheme())) {
      return null;
    }
    boolean loopback =
        "http".equalsIgnoreCase(uri.getScheme())
            && LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT));
    return loopback ? null : "not https";
  }

  /**
   * Fetches.
   *
   * @return strict JSON
   * @throws IOException if anything is not as it should be
   */
  String fetch(URI uri) throws IOException {
    String fault = fault(uri);
    if (fault != null) {
      throw new IOException(fault);
    }
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Accept", "application/json").timeout(limit).build();
    byte[] body = await(client.sendAsync(request, JsonFetcher::subscriber));
    StrictJson.parse(body);
    return new String(body, StandardCharsets.UTF_8);
  }

  private static HttpResponse.BodySubscriber<byte[]> subscriber(
      HttpResponse.ResponseInfo response) {
    if (response.statusCode() != 200) {
      return new LimitedBody(MAXIMUM_SIZE, "status " + response.statusCode());
    }
    String type = response.headers().firstValue("Content-Type").orElse("");
    int semicolon = type.indexOf(';');
    String media = (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
    boolean json = JSON.contains(media.toLowerCase(Locale.ROOT));
    return new LimitedBody(MAXIMUM_SIZE, json ? null : "not JSON");
  }

  private byte[] await(CompletableFuture<HttpResponse<byte[]>> exchange) throws IOException {
    try {
      HttpResponse<byte[]> response = exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return response.body();
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
