package io.github.proxymtls.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.proxymtls.testing.Pki;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests against a server that sends raw octets. */
class PinnedFetcherTest {

  private static final int MAXIMUM = 32;
  private static final Duration LONG = Duration.ofSeconds(20);

  private final CountDownLatch end = new CountDownLatch(1);
  private final CompletableFuture<List<String>> request = new CompletableFuture<>();
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    end.countDown();
    server.close();
  }

  @Test
  void sendsOneRequestAndClosesTheConnection() throws Exception {
    answer("HTTP/1.1 200 OK|Content-Type: text/plain|Content-Length: 2||ok");

    assertThat(fetch("/a%20b?q=1")).isEqualTo("ok");
    assertThat(request.get(20, TimeUnit.SECONDS))
        .containsExactlyInAnyOrder(
            "GET /a%20b?q=1 HTTP/1.1",
            "Host: 127.0.0.1:" + server.getLocalPort(), "Connection: close", "Accept: text/plain");
  }

  @Test
  void postsABodyWithItsLength() throws Exception {
    answer("HTTP/1.1 200 OK|Content-Type: text/plain||ok");
    FetchRequest post =
        wanted("").post(Map.of("Content-Type", "application/ocsp-request"), new byte[] {'h', 'i'});

    assertThat(fetcher(LONG).fetch(post)).asString().isEqualTo("ok");
    assertThat(request.get(20, TimeUnit.SECONDS))
        .contains("POST / HTTP/1.1", "Content-Type: application/ocsp-request", "Content-Length: 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK|Content-Type: text/plain|Content-Length: 2||ok and more",
        "HTTP/1.1 200 OK|Content-Type: Text/Plain; charset=utf-8||ok",
        "HTTP/1.0 200|content-type:text/plain||ok",
        "HTTP/1.1 200 OK|Content-Type: text/plain|Transfer-Encoding: Chunked||1|o|1;x=y|k|0|Trailer: x||",
        "HTTP/1.1 103 Early Hints|Link: x||HTTP/1.1 200 OK|Content-Type: text/plain||ok"
      })
  void readsBodyToItsEnd(String response) throws IOException {
    answer(response);

    assertThat(fetch("/")).isEqualTo("ok");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ok",
        "HTTP/2 200 OK|Content-Type: text/plain||ok",
        "HTTP/1.1 2000 OK|",
        "HTTP/1.1 200 OK\nContent-Type: text/plain\n\nok",
        "HTTP/1.1 200 OK|Content-Type: text/plain",
        "HTTP/1.1 200 OK|Content-Type: text/plain| continued||ok",
        "HTTP/1.1 200 OK|Content-Type: text/plain| X: y||ok",
        "HTTP/1.1 200 OK|Content-Type: text/plain|no colon||ok",
        "HTTP/1.1 200 OK|Content-Type: text/plain|X: a\nContent-Length: 1||ok",
        "HTTP/1.1 200 OK|Content-Type: text/plain|Content-Length: 3||ok",
        "HTTP/1.1 200 OK|Content-Type: text/plain|Content-Length: -1||ok",
        "HTTP/1.1 200 OK|Content-Type: text/plain|Content-Length: +2||ok",
        "HTTP/1.1 200 OK|Content-Type: text/plain|Content-Length: ||ok",
        "HTTP/1.1 200 OK|Content-Type: text/plain|Content-Length: 2|Content-Length: 1||ok",
        "HTTP/1.1 200 OK|Content-Type: text/plain|Content-Type: text/html||ok",
        "HTTP/1.1 200 OK|Content-Type: text/plain|Content-Length: 2|Transfer-Encoding: chunked||2|ok|0||",
        "HTTP/1.1 200 OK|Content-Type: text/plain|Transfer-Encoding: gzip, chunked||2|ok|0||",
        "HTTP/1.1 200 OK|Content-Type: text/plain|Transfer-Encoding: chunked||2|ok|",
        "HTTP/1.1 200 OK|Content-Type: text/plain|Transfer-Encoding: chunked||2|okay|0|",
        "HTTP/1.1 200 OK|Content-Type: text/plain|Transfer-Encoding: chunked||-2|ok|0|",
        "HTTP/1.1 200 OK|Content-Type: text/plain|Transfer-Encoding: chunked|||ok|0|",
        "HTTP/1.1 200 OK|Content-Type: text/plain|Content-Encoding: gzip||ok"
      })
  void rejectsResponsesWithoutAReliableLength(String response) {
    answer(response);

    assertThatThrownBy(() -> fetch("/")).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content||",
        "HTTP/1.1 302 Found|Location: /elsewhere||",
        "HTTP/1.1 404 Not Found|Content-Type: text/plain||ok",
        "HTTP/1.1 500 Oops|Content-Type: text/plain||ok",
        "HTTP/1.1 200 OK|Content-Type: text/html||ok",
        "HTTP/1.1 200 OK||ok"
      })
  void acceptsOnlyStatus200OfAWantedType(String response) {
    answer(response);

    assertThatThrownBy(() -> fetch("/"))
        .isInstanceOf(IOException.class)
        .message()
        .containsAnyOf("status ", "media type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 33||",
        "Content-Length: 99999999999||",
        "|",
        "Transfer-Encoding: chunked||21|",
        "Transfer-Encoding: chunked||10|0123456789abcdef|11|",
        "Transfer-Encoding: chunked||fffffffff|"
      })
  void closesTheConnectionIfTheBodyExceedsTheLimit(String rest) {
    answer("HTTP/1.1 200 OK|Content-Type: text/plain|" + rest + "x".repeat(MAXIMUM + 1));

    assertThatThrownBy(() -> fetch("/")).hasMessageContaining("larger than");
  }

  @Test
  void closesTheConnectionIfTheHeadExceedsTheLimit() throws IOException {
    String end = "Content-Type: text/plain||ok";
    answer("HTTP/1.1 200 OK|" + "X: y|".repeat(2_000) + end);
    assertThat(fetch("/")).isEqualTo("ok");

    answer("HTTP/1.1 200 OK|" + "X: y|".repeat(3_000) + end);
    assertThatThrownBy(() -> fetch("/")).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK|Content-Type: text/plain||o"})
  void stopsWaitingForAServerThatHangs(String beginning) {
    answer(beginning, false);

    assertThatThrownBy(() -> fetcher(Duration.ofMillis(300)).fetch(wanted("/")))
        .hasMessageContaining("no response within");
  }

  @Test
  void slowResponseDoesNotExtendTheTimeLimit() {
    serve(
        () -> {
          try (Socket socket = server.accept()) {
            while (!end.await(50, TimeUnit.MILLISECONDS)) {
              socket.getOutputStream().write('H');
            }
          }
          return null;
        });

    assertThatThrownBy(() -> fetcher(Duration.ofMillis(300)).fetch(wanted("/")))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "[::1]", "localhost", "0.0.0.0", "169.254.169.254", "10.1.2.3"})
  void connectsOnlyToPublicAddresses(String host) {
    PinnedFetcher strict = new PinnedFetcher(LONG, false);
    URI uri = URI.create("http://" + host + ":" + server.getLocalPort() + "/");

    assertThatThrownBy(() -> strict.fetch(FetchRequest.get(uri, Set.of(), MAXIMUM)))
        .hasMessageContaining("not public");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ldap://127.0.0.1/",
        "ftp://127.0.0.1/",
        "file:///etc/hosts",
        "http://u@127.0.0.1/"
      })
  void rejectsOtherSchemesThanHttp(String uri) {
    assertThatThrownBy(
            () -> fetcher(LONG).fetch(FetchRequest.get(URI.create(uri), Set.of(), MAXIMUM)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void rejectsHeaderValuesWithLineBreaks() {
    FetchRequest split = wanted("/").post(Map.of("X", "y\r\nHost: other"), new byte[0]);
    answer("HTTP/1.1 200 OK|Content-Type: text/plain||ok");

    assertThatThrownBy(() -> fetcher(LONG).fetch(split)).hasMessageContaining("character");
  }

  @Test
  void timerKeepsNoThreadAlive() {
    ClassLoader application = new ClassLoader(getClass().getClassLoader()) {};
    answer("HTTP/1.1 200 OK|", false);
    Thread caller =
        new Thread(() -> assertThatThrownBy(() -> fetch("/")).isInstanceOf(IOException.class));
    caller.setContextClassLoader(application);
    caller.start();

    Awaitility.await().until(() -> threads(application).contains("proxymtls-fetch-limit"));
    end.countDown();
    Awaitility.await().until(() -> threads(application).isEmpty());
  }

  private static List<String> threads(ClassLoader application) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getContextClassLoader() == application)
        .map(Thread::getName)
        .toList();
  }

  @Test
  void verifiesTheHostNameInTheCertificate() throws Exception {
    Pki.Authority root = Pki.create().root("servers");
    String ok = "HTTP/1.1 200 OK|Content-Type: text/plain||ok";
    URI uri = URI.create("https://127.0.0.1:" + restart(root.server("a").ip("127.0.0.1").issue()));

    answer(ok);
    assertThat(secured(root).fetch(FetchRequest.get(uri, Set.of(), MAXIMUM)))
        .asString()
        .isEqualTo("ok");
    answer(ok);
    assertThatThrownBy(
            () ->
                secured(Pki.create().root("others"))
                    .fetch(FetchRequest.get(uri, Set.of(), MAXIMUM)))
        .isInstanceOf(IOException.class);
    URI other =
        URI.create("https://127.0.0.1:" + restart(root.server("a").ip("127.0.0.2").issue()));
    answer(ok);
    assertThatThrownBy(() -> secured(root).fetch(FetchRequest.get(other, Set.of(), MAXIMUM)))
        .isInstanceOf(IOException.class);
  }

  private int restart(Pki.Held held) throws Exception {
    server.close();
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(held.keyStore("secret"), "secret".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    server =
        context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    return server.getLocalPort();
  }

  /** Reading the platform's trust store takes longer than most else at the start. */
  @Test
  void createsNoTlsForAPlainUrl() throws Exception {
    answer("HTTP/1.1 200 OK|Content-Type: text/plain|Content-Length: 2||ok");
    try (PinnedFetcher plain =
        new PinnedFetcher(
            LONG,
            true,
            () -> {
              throw new AssertionError("TLS was created");
            })) {
      assertThat(plain.fetch(wanted("/"))).asString(StandardCharsets.UTF_8).isEqualTo("ok");
    }
  }

  private static PinnedFetcher secured(Pki.Authority root) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("root", root.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return new PinnedFetcher(LONG, true, context::getSocketFactory);
  }

  private String fetch(String path) throws IOException {
    return new String(fetcher(LONG).fetch(wanted(path)), StandardCharsets.UTF_8);
  }

  private static PinnedFetcher fetcher(Duration limit) {
    return new PinnedFetcher(limit, true);
  }

  private FetchRequest wanted(String path) {
    URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    return FetchRequest.get(uri, Set.of("text/plain"), MAXIMUM);
  }

  private void answer(String response) {
    answer(response, true);
  }

  /** Answers one request with these octets. {@code |} stands for the end of a line. */
  private void answer(String response, boolean close) {
    ServerSocket listening = server;
    serve(
        () -> {
          try (Socket socket = listening.accept()) {
            request.complete(head(socket));
            socket
                .getOutputStream()
                .write(response.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            if (!close) {
              end.await();
            }
          }
          return null;
        });
  }

  private static List<String> head(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    List<String> head = new ArrayList<>();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      head.add(line);
    }
    return head;
  }

  private static void serve(Callable<Void> exchange) {
    Thread thread =
        new Thread(
            () -> {
              try {
                exchange.call();
              } catch (Exception hungUp) {
                // The client may close the connection at any time.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
