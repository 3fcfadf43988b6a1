package io.github.proxymtls.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteSettings;
import io.github.proxymtls.samples.site.TlsClient;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the real proxies pass of a WebSocket, and of what clients say of their connection. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSocketIT {

  private static final int TIMEOUT_MILLIS = 10_000;

  private static final RawRequest HANDSHAKE =
      RawRequest.get("/socket")
          .header("Sec-WebSocket-Version", "13")
          .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");

  /** What no client may choose, beside the headers of the format. */
  private static final List<String> FORWARDED =
      List.of(
          "X-Forwarded-Proto",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-Forwarded-Port",
          "X-Forwarded-Prefix",
          "X-Forwarded-Ssl",
          "X-Real-IP",
          "Forwarded");

  private static final List<List<String>> NOTHING_OR_WEBSOCKET =
      List.of(List.of(), List.of("websocket"));

  private final Sites sites = new Sites();

  @AfterAll
  void stop() {
    sites.close();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EMBEDDED")
  void passesAWebSocketWithoutTheHeadersOfTheClient(ProxyKind kind) throws Exception {
    Site site = sites.of(SiteSettings.of(kind).withWebSocket());
    RawRequest forged =
        HANDSHAKE
            .header("Upgrade", "WebSocket")
            .header("Connection", "keep-alive, Upgrade, HTTP2-Settings, " + kind.credentialHeader())
            .header("HTTP2-Settings", "AAMAAABkAARAAAAAAAIAAAAA")
            .header(kind.credentialHeader(), "forged");
    for (String name : kind.headers(site.certificates().reports().certificate()).keySet()) {
      forged = forged.header(name, "forged");
    }
    for (String name : FORWARDED) {
      forged = forged.header(name, "forged");
    }
    try (UpgradingServer application = UpgradingServer.start(site.certificates().application());
        Proxy proxy = startInFrontOf(application, site);
        Socket socket = connect(site, proxy, Listener.VERIFIED)) {
      // The start of a proxy may have sent a request.
      application.forget();
      send(socket, forged);

      assertThat(UpgradingServer.head(socket.getInputStream()))
          .first()
          .asString()
          .startsWith("HTTP/1.1 101");
      send(socket, "both directions");
      assertThat(socket.getInputStream().readNBytes(15)).asString().isEqualTo("both directions");
      assertThat(application.values("Upgrade"))
          .singleElement()
          .asString()
          .isEqualToIgnoringCase("websocket");
      assertThat(application.values("HTTP2-Settings")).isEmpty();
      assertThat(application.values("X-Forwarded-Proto")).containsExactly("https");
      assertThat(application.values(kind.credentialHeader())).hasSize(1);
      for (String name : kind.headers(site.certificates().reports().certificate()).keySet()) {
        assertThat(application.values(name)).as(name).hasSize(1).doesNotContain("forged");
      }
      for (String name : FORWARDED) {
        assertThat(application.values(name)).as(name).allMatch(value -> !value.contains("forged"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EMBEDDED")
  void replacesWhatAClientSaysOfItsConnection(ProxyKind kind) throws Exception {
    Site site = sites.of(SiteSettings.of(kind));
    RawRequest forged = RawRequest.get("/");
    for (String name : FORWARDED) {
      forged = forged.header(name, "forged").header(name, "forged");
    }
    try (UpgradingServer application = UpgradingServer.start(site.certificates().application());
        Proxy proxy = startInFrontOf(application, site)) {
      application.forget();
      site.send(proxy.port(Listener.VERIFIED), site.certificates().reports(), forged);

      assertThat(application.values("X-Forwarded-Proto")).containsExactly("https");
      assertThat(application.values("X-Forwarded-For")).containsExactly("127.0.0.1");
      for (String name : FORWARDED) {
        assertThat(application.values(name)).as(name).allMatch(value -> !value.contains("forged"));
      }
    }
  }

  /** The application would agree: h2c is a tunnel in which nothing is removed. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EMBEDDED")
  void passesNoOtherUpgrade(ProxyKind kind) throws Exception {
    Site site = sites.of(SiteSettings.of(kind).withWebSocket());
    try (UpgradingServer application = UpgradingServer.start(site.certificates().application());
        Proxy proxy = startInFrontOf(application, site)) {
      for (Listener listener : Listener.values()) {
        for (List<String> upgrade :
            List.of(
                List.of("h2c"),
                List.of("h2c, websocket"),
                List.of("websocket, h2c"),
                List.of("websocket/13"),
                List.of("TLS/1.0"),
                List.of("h2c", "websocket"),
                List.of("websocket", "h2c"))) {
          assertNoOtherUpgrade(site, proxy, listener, upgrade, application);
        }
      }
    }
  }

  private static void assertNoOtherUpgrade(
      Site site, Proxy proxy, Listener listener, List<String> upgrade, UpgradingServer application)
      throws IOException {
    RawRequest request =
        HANDSHAKE
            .header("Connection", "Upgrade, HTTP2-Settings, close")
            .header("HTTP2-Settings", "AAMAAABkAARAAAAAAAIAAAAA");
    for (String value : upgrade) {
      request = request.header("Upgrade", value);
    }
    application.forget();
    List<String> answer;
    try (Socket socket = connect(site, proxy, listener)) {
      send(socket, request);
      answer = UpgradingServer.head(socket.getInputStream());
    }
    assertThat(application.values("HTTP2-Settings")).as(upgrade.toString()).isEmpty();
    if (upgrade.size() == 1) {
      assertThat(application.values("Upgrade")).as(upgrade.toString()).isEmpty();
      assertThat(answer).as(upgrade.toString()).noneMatch(line -> line.contains(" 101 "));
    } else {
      assertThat(application.values("Upgrade")).as(upgrade.toString()).isIn(NOTHING_OR_WEBSOCKET);
    }
  }

  private static Proxy startInFrontOf(UpgradingServer application, Site site) throws IOException {
    return site.startProxy(Site.CREDENTIAL, site.certificates().proxy(), application.port());
  }

  private static Socket connect(Site site, Proxy proxy, Listener listener) throws IOException {
    Pki.Held client = site.certificates().reports();
    Socket socket =
        TlsClient.of(site.certificates().serverRoot().certificate(), client)
            .socketFactory()
            .createSocket("localhost", proxy.port(listener));
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  private static void send(Socket socket, RawRequest request) throws IOException {
    socket.getOutputStream().write(request.octets("localhost"));
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }
}
