package io.github.proxymtls.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests against a server that closes kept connections at any time. JsonFetcher's test covers the
 * rest.
 */
class NamedFetcherTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final AtomicInteger requests = new AtomicInteger();
  private final Queue<String> headers = new ConcurrentLinkedQueue<>();
  private ServerSocket listener;

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  @Test
  void retriesOnceIfAKeptConnectionIsClosed() throws Exception {
    serve(OK, "", OK, "", OK);

    for (int i = 0; i < 3; i++) {
      assertThat(fetch()).isEqualTo("ok");
    }
    assertThat(requests).hasValue(5);
  }

  @Test
  void retriesAtMostOnce() {
    serve("", "", OK);

    assertThatThrownBy(this::fetch).isInstanceOf(IOException.class);
    assertThat(requests).hasValue(2);
  }

  @Test
  void doesNotRetryAfterAResponse() {
    serve("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", OK);

    assertThatThrownBy(this::fetch).hasMessageContaining("status 500");
    assertThat(requests).hasValue(1);
  }

  @Test
  void doesNotRetryAfterATruncatedResponse() {
    serve("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", OK);

    assertThatThrownBy(this::fetch).isInstanceOf(IOException.class);
    assertThat(requests).hasValue(1);
  }

  @Test
  void requestsNoUpgradeToHttp2() throws Exception {
    serve(OK);

    assertThat(fetch()).isEqualTo("ok");
    assertThat(headers).contains("Content-Type: text/plain").noneMatch(NamedFetcherTest::upgrades);
  }

  /** Java 17 cannot close an HTTP client; there, its thread ends when the client is collected. */
  @Tag("slow")
  @Test
  void endsTheThreadOfTheHttpClientAfterClose() throws Exception {
    serve(OK);
    Set<Thread> before = selectors();
    fetch();
    assertThat(selectors()).hasSizeGreaterThan(before.size());

    fetcher.close();

    assertThatThrownBy(this::fetch).hasMessage("closed");
    Awaitility.await()
        .until(
            () -> {
              System.gc();
              return before.containsAll(selectors());
            });
  }

  /** An application would be undeployed only after the fetch, or never. */
  @Test
  @Timeout(60)
  void closeDoesNotWaitForAFetchThatHangs() throws Exception {
    NamedFetcher patient = new NamedFetcher(Duration.ofHours(1));
    Thread fetch =
        new Thread(
            () -> assertThatThrownBy(() -> patient.fetch(get())).isInstanceOf(IOException.class));
    fetch.start();
    try (Socket hanging = listener.accept()) {
      assertThat(hanging.getInputStream().read()).isPositive();

      patient.close();
    } finally {
      // As the engine does with its threads.
      fetch.interrupt();
      fetch.join();
    }
  }

  /** A container reports threads with the class loader of an application that was undeployed. */
  @Test
  void givesTheThreadOfTheHttpClientNoClassLoaderOfTheApplication() throws Exception {
    serve(OK);
    ClassLoader own = Thread.currentThread().getContextClassLoader();
    ClassLoader application = new URLClassLoader(new URL[0], own);
    Thread.currentThread().setContextClassLoader(application);
    try {
      fetch();
      assertThat(Thread.currentThread().getContextClassLoader()).isEqualTo(application);
    } finally {
      Thread.currentThread().setContextClassLoader(own);
    }
    assertThat(selectors())
        .isNotEmpty()
        .noneMatch(thread -> thread.getContextClassLoader() == application);
  }

  private static Set<Thread> selectors() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().endsWith("-SelectorManager"))
        .collect(Collectors.toSet());
  }

  private static boolean upgrades(String line) {
    return line.toLowerCase(Locale.ROOT).startsWith("upgrade:");
  }

  private final NamedFetcher fetcher = new NamedFetcher(Duration.ofSeconds(5));

  private FetchRequest get() {
    return FetchRequest.get(
        URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/"), Set.of(), 100);
  }

  private String fetch() throws IOException {
    byte[] body = "question".getBytes(StandardCharsets.UTF_8);
    FetchRequest request = get().post(Map.of("Content-Type", "text/plain"), body);
    return new String(fetcher.fetch(request), StandardCharsets.UTF_8);
  }

  /** Answers the requests in turn. Closes the connection after an empty or truncated response. */
  private void serve(String... answers) {
    Thread server =
        new Thread(
            () -> {
              try {
                while (requests.get() < answers.length) {
                  connection(answers);
                }
              } catch (IOException closed) {
                // The test is over.
              }
            });
    server.setDaemon(true);
    server.start();
  }

  private void connection(String... answers) throws IOException {
    try (Socket socket = listener.accept()) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      while (readRequest(in)) {
        String answer = answers[requests.getAndIncrement()];
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        if (answer.isEmpty() || answer.contains("Content-Length: 9")) {
          return;
        }
      }
    }
  }

  private boolean readRequest(BufferedReader in) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.isEmpty()) {
        return in.skip("question".length()) > 0;
      }
      headers.add(line);
    }
    return false;
  }
}
