package io.github.proxymtls.internal.fetch;

import io.github.proxymtls.internal.threads.DaemonThreads;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's HTTP client, created when first used and ended by {@link #close}. Java 17 cannot close
 * it. Its selector thread ends when interrupted, and is found by the group of the thread that
 * creates the client. Thread-safe.
 */
final class StoppableClient implements AutoCloseable {

  private static final int WORKERS = 4;
  private static final Duration IDLE = Duration.ofSeconds(5);
  private static final long STOP_TIMEOUT_MILLIS = 5_000;

  private final Duration connectTimeout;
  private final DaemonThreads threads = new DaemonThreads("proxymtls-http");
  private final ExecutorService workers = threads.pool(WORKERS, IDLE, new LinkedBlockingQueue<>());
  private @Nullable HttpClient client;
  private @Nullable ThreadGroup group;
  private boolean closed;

  StoppableClient(Duration connectTimeout) {
    this.connectTimeout = connectTimeout;
  }

  synchronized HttpClient get() throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
    if (client == null) {
      ThreadGroup own = new ThreadGroup("proxymtls-http");
      client = made(own);
      group = own;
    }
    return client;
  }

  private HttpClient made(ThreadGroup own) throws IOException {
    FutureTask<HttpClient> build = new FutureTask<>(this::build);
    Thread thread = new Thread(own, build, "proxymtls-http-start");
    thread.start();
    try {
      thread.join();
      return build.get();
    } catch (ExecutionException e) {
      throw new IOException("no HTTP client: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private HttpClient build() {
    return HttpClient.newBuilder()
        // Otherwise the client requests an upgrade to HTTP/2, which some servers reject with a
        // body.
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(connectTimeout)
        .executor(workers)
        .build();
  }

  @Override
  public synchronized void close() {
    closed = true;
    client = null;
    // Some workers are in the same group. An idle one ends with its pool, not when interrupted.
    workers.shutdownNow();
    if (group != null) {
      end(group);
      group = null;
    }
    threads.end(workers);
  }

  private static void end(ThreadGroup group) {
    Thread[] selectors = new Thread[group.activeCount() + 1];
    int count = group.enumerate(selectors);
    group.interrupt();
    try {
      for (int i = 0; i < count; i++) {
        selectors[i].join(STOP_TIMEOUT_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
