package io.github.proxymtls.samples.demo;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Cast;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply;
import io.github.proxymtls.samples.site.Reply.Answer;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The steps of the demo, with real TLS connections to a {@link Site}. */
public final class Demo {

  private static final String WHOAMI = "/whoami";
  private static final String RESOURCE = "/api/resource";
  private static final String PROXY = "proxy";
  private static final String APPLICATION = "application";

  private final Site site;
  private final ProxyKind kind;
  private final Cast cast;
  private final Table table;

  private Demo(Site site, ProxyKind kind, PrintWriter out) {
    this.site = site;
    this.kind = kind;
    this.cast = site.cast();
    this.table = new Table(out);
  }

  /**
   * Runs every step and prints a row for each.
   *
   * @param site one with a proxy of that kind, and otherwise as the sample has it
   * @return true if every row was as expected
   */
  public static boolean run(Site site, ProxyKind kind, PrintWriter out) throws IOException {
    Demo demo = new Demo(site, kind, out);
    demo.boundTokens();
    demo.strangers();
    demo.forgeries();
    demo.proxyWithoutCredential();
    Table table = demo.table;
    out.println();
    out.println(
        table.failures() == 0
            ? "All " + table.rows() + " steps went as they should."
            : table.failures() + " of " + table.rows() + " steps did not go as they should.");
    out.flush();
    return table.failures() == 0;
  }

  private void boundTokens() throws IOException {
    Expectation token = Expectation.of("200 token");
    Expectation invalidToken = Expectation.byFilter("401 invalid_token");
    Expectation invalidClient = Expectation.byFilter("401 invalid_client");
    Listener verified = Listener.VERIFIED;
    Listener any = Listener.ANY_CERTIFICATE;

    Reply ledger =
        step(
            "ledger gets a token (certificate of the client CA)",
            verified,
            cast.ledger(),
            tokenRequest("ledger"),
            token);
    Reply kiosk =
        step(
            "kiosk gets a token (self-signed, registered)",
            any,
            cast.kiosk(),
            tokenRequest("kiosk"),
            token);
    step(
        "ledger's token with ledger's certificate",
        verified,
        cast.ledger(),
        withToken(ledger),
        Expectation.of("200 CN=ledger"));
    step(
        "ledger's token with reports' certificate",
        verified,
        cast.reports(),
        withToken(ledger),
        invalidToken);
    step(
        "ledger's token with a self-signed certificate",
        any,
        cast.stranger(),
        withToken(ledger),
        invalidToken);
    step(
        "kiosk's token with kiosk's certificate",
        any,
        cast.kiosk(),
        withToken(kiosk),
        Expectation.of("200 CN=kiosk"));
    step(
        "no token, ledger's certificate",
        verified,
        cast.ledger(),
        RawRequest.get(RESOURCE),
        invalidToken);
    step(
        "client_id ledger with reports' certificate",
        verified,
        cast.reports(),
        tokenRequest("ledger"),
        invalidClient);
    step(
        "client_id kiosk with another self-signed certificate",
        any,
        cast.stranger(),
        tokenRequest("kiosk"),
        invalidClient);
  }

  private void strangers() throws IOException {
    for (Listener listener : Listener.values()) {
      refused("no certificate", listener, null);
      refused("expired certificate", listener, cast.expired());
      refused("certificate of a foreign CA with the same names", listener, cast.impostor());
      refused("self-signed certificate that nobody registered", listener, cast.stranger());
    }
  }

  private void refused(String step, Listener listener, Pki.@Nullable Held client)
      throws IOException {
    step(step, listener, client, RawRequest.get(WHOAMI), Expectation.refused());
  }

  private void forgeries() throws IOException {
    RawRequest forged = forged(RawRequest.get(WHOAMI));
    step(
        "ledger's certificate forged in the headers, none in TLS",
        Listener.ANY_CERTIFICATE,
        null,
        forged,
        Expectation.byFilter("403 certificate-required"));
    step(
        "the same beside reports' own certificate",
        Listener.VERIFIED,
        cast.reports(),
        forged,
        Expectation.of("200 CN=reports"));
    step(
        "Connection: names the proxy's own headers",
        Listener.VERIFIED,
        cast.reports(),
        RawRequest.get(WHOAMI).header("Connection", "close, proxy-authorization, " + names()),
        Expectation.of("200 CN=reports"));
    straight(
        "the same past the proxy, straight to the application",
        null,
        forged,
        Expectation.byFilter("403 proxy-not-trusted"));
    straight(
        "the same with ledger's certificate in TLS", cast.ledger(), forged, Expectation.refused());
    straight(
        "the proxy itself sends its headers twice",
        cast.proxy(),
        forged(forged).header("Proxy-Authorization", credential()),
        Expectation.byFilter("400 header-duplicate"));
  }

  private void proxyWithoutCredential() throws IOException {
    try (Proxy anonymous = site.startProxy(null, cast.proxy())) {
      int port = anonymous.port(Listener.VERIFIED);
      Reply reply = site.send(port, cast.ledger(), RawRequest.get(WHOAMI));
      add(
          "a proxy without its credential",
          Listener.VERIFIED.label(),
          Expectation.byFilter("403 proxy-not-trusted"),
          reply);
    }
    try (Proxy other = site.startProxy(Site.CREDENTIAL, cast.otherProxy())) {
      int port = other.port(Listener.VERIFIED);
      Reply reply = site.send(port, cast.ledger(), RawRequest.get(WHOAMI));
      add(
          "a proxy with another one's certificate",
          Listener.VERIFIED.label(),
          Expectation.byFilter("403 proxy-not-trusted"),
          reply);
    }
  }

  private Reply step(
      String step,
      Listener listener,
      Pki.@Nullable Held client,
      RawRequest request,
      Expectation expected)
      throws IOException {
    return add(step, listener.label(), expected, site.send(listener, client, request));
  }

  private void straight(
      String step, Pki.@Nullable Held peer, RawRequest request, Expectation expected)
      throws IOException {
    Observation observed = Observation.of(site.sendToApplication(peer, request), APPLICATION);
    table.add(step, "(" + APPLICATION + ")", expected, observed);
  }

  private Reply add(String step, String where, Expectation expected, Reply reply) {
    table.add(step, where, expected, Observation.of(reply, PROXY));
    return reply;
  }

  private RawRequest forged(RawRequest request) {
    RawRequest forged = request;
    for (Map.Entry<String, String> header : kind.headers(cast.ledger().certificate()).entrySet()) {
      forged = forged.header(header.getKey(), header.getValue());
    }
    return forged;
  }

  private String names() {
    return String.join(", ", kind.headers(cast.ledger().certificate()).keySet());
  }

  private static String credential() {
    byte[] octets = Site.CREDENTIAL.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(octets);
  }

  private static RawRequest tokenRequest(String clientId) {
    return RawRequest.form("/oauth2/token", "grant_type=client_credentials&client_id=" + clientId);
  }

  private static RawRequest withToken(Reply reply) {
    return RawRequest.get(RESOURCE).header("Authorization", "Bearer " + accessToken(reply));
  }

  /** The token; where the step before went wrong, something that is none. */
  private static String accessToken(Reply reply) {
    if (!(reply instanceof Answer answer)) {
      return "none";
    }
    try {
      return String.valueOf(JSONObjectUtils.parse(answer.body()).get("access_token"));
    } catch (ParseException notJson) {
      return "none";
    }
  }
}
