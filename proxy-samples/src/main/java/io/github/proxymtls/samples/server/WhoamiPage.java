package io.github.proxymtls.samples.server;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.internal.text.EscapedText;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /whoami} for people: what the filter and the application see of the client, in stages. */
final class WhoamiPage {

  private static final String STYLE = resource("whoami.css");
  private static final Template PAGE =
      Mustache.compiler()
          .escapeHTML(true)
          .strictSections(true)
          .compile(resource("whoami.html.mustache"));

  /** The one style sheet of the page, and nothing else. */
  static final String POLICY =
      "default-src 'none'; style-src 'sha256-"
          + sha256(STYLE)
          + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /**
   * One stage of the filter.
   *
   * @param state the class of the style sheet: {@code yes}, or {@code no} where there is nothing
   */
  record Stage(String title, String state, String summary, List<Row> rows) {

    static Stage yes(String title, String summary, List<Row> rows) {
      return new Stage(title, "yes", summary, rows);
    }

    static Stage no(String title, String summary) {
      return new Stage(title, "no", summary, List.of());
    }
  }

  /** A name, and its values. */
  record Row(String name, List<String> values) {

    /** Characters that hide or reorder text are shown as escapes. */
    Row {
      values = values.stream().map(EscapedText::message).toList();
    }

    static Row of(String name, Object value) {
      return new Row(
          name,
          value instanceof List<?> list
              ? list.stream().map(String::valueOf).toList()
              : List.of(value.toString()));
    }
  }

  private WhoamiPage() {}

  static void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
    byte[] body = html(stages(request)).getBytes(StandardCharsets.UTF_8);
    response.setContentType("text/html");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  static String html(List<Stage> stages) {
    return PAGE.execute(Map.of("style", STYLE, "stages", stages));
  }

  private static List<Stage> stages(HttpServletRequest request) {
    ClientIdentity client = (ClientIdentity) request.getAttribute(ClientIdentity.ATTRIBUTE);
    ProxyIdentity proxy = (ProxyIdentity) request.getAttribute(ProxyIdentity.ATTRIBUTE);
    return List.of(
        proxy(proxy), certificate(client), validation(client), oauth(client), seen(request));
  }

  private static Stage proxy(@Nullable ProxyIdentity proxy) {
    String title = "Proxy";
    if (proxy == null) {
      return Stage.no(title, "The peer is not an authenticated proxy.");
    }
    return Stage.yes(
        title,
        "The peer is an authenticated proxy.",
        List.of(
            Row.of("Name", proxy.name()),
            Row.of("Authenticated by", List.copyOf(proxy.methods())),
            Row.of("Profile", Objects.requireNonNullElse(proxy.profile(), "none"))));
  }

  private static Stage certificate(@Nullable ClientIdentity client) {
    String title = "Certificate";
    if (client == null) {
      return Stage.no(title, "There is no client certificate.");
    }
    Map<String, Object> members = CertificateJson.of(client.certificate());
    return Stage.yes(
        title,
        switch (client.source()) {
          case HEADER -> "The proxy forwarded a client certificate in its header.";
          case TLS -> "The client presented its certificate in the TLS handshake.";
        },
        List.of(
            row("Subject", members, "subject"),
            row("Issuer", members, "issuer"),
            row("Serial", members, "serial"),
            Row.of("Valid", members.get("notBefore") + " to " + members.get("notAfter")),
            row("Thumbprint", members, "x5t#S256"),
            Row.of("Alternative names", alternativeNames(members))));
  }

  private static Row row(String name, Map<String, Object> members, String member) {
    return Row.of(name, Objects.requireNonNull(members.get(member)));
  }

  private static List<String> alternativeNames(Map<String, Object> members) {
    return ((Map<?, ?>) Objects.requireNonNull(members.get("san")))
        .entrySet().stream()
            .flatMap(
                kind ->
                    ((List<?>) kind.getValue()).stream().map(name -> kind.getKey() + " " + name))
            .toList();
  }

  private static Stage validation(@Nullable ClientIdentity client) {
    String title = "Validation";
    if (client == null) {
      return Stage.no(title, "There is nothing to validate.");
    }
    List<Row> rows =
        List.of(
            new Row(
                "Certificates, leaf first",
                client.chain().stream()
                    .map(certificate -> certificate.getSubjectX500Principal().getName())
                    .toList()));
    return switch (client.acceptance()) {
      case PKIX -> Stage.yes(title, "A path leads to a configured trust anchor.", rows);
      case PROXY -> Stage.yes(title, "The proxy's verdict accepts the certificate.", rows);
      case PINNED ->
          Stage.yes(title, "A registration or the token names this very certificate.", rows);
      case UNAUTHENTICATED -> Stage.no(title, "The certificate authenticates nobody.");
    };
  }

  private static Stage oauth(@Nullable ClientIdentity client) {
    String title = "OAuth client";
    String id = client == null ? null : client.clientId();
    return id == null
        ? Stage.no(title, "This path is no endpoint of OAuth.")
        : Stage.yes(title, "The certificate is the client's.", List.of(Row.of("Client", id)));
  }

  private static Stage seen(HttpServletRequest request) {
    return Stage.yes(
        "Application",
        "This is what the application sees.",
        List.of(
            Row.of("User", String.valueOf(WhoamiServlet.principal(request))),
            Row.of("Authentication", String.valueOf(request.getAuthType())),
            Row.of("Scheme", request.getScheme()),
            Row.of("Headers", String.join(", ", WhoamiServlet.headerNames(request)))));
  }

  private static String resource(String name) {
    try (InputStream in = WhoamiPage.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
