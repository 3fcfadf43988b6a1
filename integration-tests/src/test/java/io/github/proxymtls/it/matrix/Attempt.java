package io.github.proxymtls.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Reason;
import io.github.proxymtls.it.Whoami;
import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.samples.site.Reply;
import io.github.proxymtls.samples.site.Reply.Answer;
import io.github.proxymtls.samples.site.TlsClient;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;

/**
 * A client's attempt to reach the application.
 *
 * @param client the client's certificate, or null for none
 * @param method how the proxy authenticates itself
 */
record Attempt(
    Case what,
    Proxy proxy,
    X509Certificate serverCa,
    Pki.@Nullable Held client,
    Forgery forgery,
    String method) {

  private static final int OK = 200;
  private static final int TRIES = 20;
  private static final String PROBLEM = "application/problem+json";

  /** The header with which the reference server marks a response of its container. */
  private static final String CONTAINER = "{\"error\":";

  /**
   * The reply.
   *
   * @param resumed false if a session should have been resumed and was not
   */
  record Sent(Reply reply, boolean resumed) {}

  /** Sends the request and checks the response of the filter or the application. */
  Outcome make() throws Exception {
    Sent sent = send();
    return outcome(sent.reply(), sent.resumed() ? Outcome.accepted() : Outcome.acceptedAnew());
  }

  /** Sends the request. */
  Sent send() throws Exception {
    int port = proxy.port(what.listener());
    return switch (what.way()) {
      case RAW -> new Sent(raw(port), true);
      case RAW_AGAIN -> new Sent(rawAgain(port), true);
      case HTTP2 ->
          new Sent(Http2Client.of(serverCa, Objects.requireNonNull(client)).http2(port), true);
      case TLS12_AGAIN -> OpenSsl.twice(port, "-tls1_2", Objects.requireNonNull(client), serverCa);
      case TLS13_AGAIN -> OpenSsl.twice(port, "-tls1_3", Objects.requireNonNull(client), serverCa);
    };
  }

  private Reply raw(int port) throws IOException {
    return TlsClient.of(serverCa, client).send(port, what.request().apply(forgery));
  }

  private Reply rawAgain(int port) throws IOException {
    Reply reply = raw(port);
    for (int more = 1; more < TRIES && !(reply instanceof Answer); more++) {
      reply = raw(port);
    }
    return reply;
  }

  private Outcome outcome(Reply reply, Outcome accepted) {
    if (!(reply instanceof Answer answer)) {
      return Outcome.disconnected();
    }
    if (answer.status() == OK) {
      assertOwn(Whoami.members(answer.body()));
      return accepted;
    }
    assertThat(answer.body()).doesNotContain("x5t#S256");
    if (answer.values("Content-Type").contains(PROBLEM)) {
      return Outcome.byFilter(answer.status(), code(answer));
    }
    return answer.body().startsWith(CONTAINER)
        ? Outcome.byContainer(answer.status())
        : Outcome.byProxy(answer.status());
  }

  private static String code(Answer answer) {
    String code = String.valueOf(Whoami.members(answer.body()).get("code"));
    assertThat(Arrays.stream(Reason.values()).filter(reason -> reason.callerCode().equals(code)))
        .as(code)
        .anyMatch(reason -> reason.status() == answer.status());
    return code;
  }

  /** Checks that the application saw the right client and the right proxy. */
  private void assertOwn(Map<String, Object> whoami) {
    assertThat(client).as("a client without a certificate is accepted").isNotNull();
    String subject = client.certificate().getSubjectX500Principal().getName();
    assertThat(whoami)
        .containsEntry("authenticated", true)
        .containsEntry("source", "header")
        .containsEntry("principal", subject);
    assertThat(whoami.get("certificate"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("x5t#S256", client.thumbprint())
        .containsEntry("subject", subject);
    assertThat(whoami.get("proxy"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("methods", List.of(method));
  }
}
