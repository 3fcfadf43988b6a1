package io.github.proxymtls.internal.fetch;

import io.github.proxymtls.internal.threads.DaemonThreads;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's HTTP client, created when first used. {@link #close} ends it from Java 21 on. Before,
 * an HTTP client cannot be closed: its selector thread ends some seconds after the garbage
 * collector has found that the client is no longer used. Thread-safe.
 */
final class StoppableClient implements AutoCloseable {

  private static final int WORKERS = 4;
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final Duration connectTimeout;
  private final DaemonThreads threads = new DaemonThreads("proxymtls-http");
  private final ExecutorService workers = threads.pool(WORKERS, IDLE, new LinkedBlockingQueue<>());
  private @Nullable HttpClient client;
  private boolean closed;

  StoppableClient(Duration connectTimeout) {
    this.connectTimeout = connectTimeout;
  }

  synchronized HttpClient get() throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
    if (client == null) {
      client = made();
    }
    return client;
  }

  /** Creates the client. Its selector thread must not inherit the application's class loader. */
  private HttpClient made() {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
    try {
      return HttpClient.newBuilder()
          // Otherwise the client requests an upgrade to HTTP/2, which some servers reject with a
          // body.
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(connectTimeout)
          .executor(workers)
          .build();
    } finally {
      thread.setContextClassLoader(own);
    }
  }

  @Override
  public void close() {
    HttpClient last = ended();
    if (last != null) {
      end(last);
    }
    threads.end(workers);
  }

  /**
   * Ends an exchange that runs, too: {@code HttpClient.close} would wait for it without a limit.
   */
  private static void end(HttpClient client) {
    try {
      HttpClient.class.getMethod("shutdownNow").invoke(client);
    } catch (NoSuchMethodException before21) {
      // The garbage collector ends it.
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the HTTP client cannot be ended", e);
    }
  }

  private synchronized @Nullable HttpClient ended() {
    HttpClient last = client;
    closed = true;
    client = null;
    return last;
  }
}
