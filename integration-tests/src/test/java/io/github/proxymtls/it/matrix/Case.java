package io.github.proxymtls.it.matrix;

import static io.github.proxymtls.samples.proxy.Listener.ANY_CERTIFICATE;
import static io.github.proxymtls.samples.proxy.Listener.VERIFIED;

import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.testing.Pki;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a client does at a listener: a row of the matrix.
 *
 * @param title the text in the table
 * @param client the client's certificate, or null for none
 */
record Case(
    String title,
    Listener listener,
    Rule rule,
    Function<Clients, Pki.@Nullable Held> client,
    Function<Forgery, RawRequest> request,
    Way way) {

  /** How a client reaches the proxy. */
  enum Way {
    /** One HTTP/1.1 request, sent exactly as written. */
    RAW,
    /**
     * The same, repeated until a response arrives: a server that answers before it has read
     * everything resets the connection, and the reset may arrive before the response.
     */
    RAW_AGAIN,
    /** A second TLS 1.2 connection that offers the session of the first. */
    TLS12_AGAIN,
    /** The same with TLS 1.3. */
    TLS13_AGAIN,
    HTTP2;

    /** Returns true if the case is about TLS sessions, which the samples do not resume. */
    boolean resumes() {
      return this == TLS12_AGAIN || this == TLS13_AGAIN;
    }
  }

  /** All rows, in the order of the table. */
  static List<Case> all() {
    return Stream.of(certificates(), badCertificates(), forgeries(), connections())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Case> certificates() {
    return List.of(
        accepted("certificate that the root CA issued").by(Clients::leaf),
        accepted("certificate that the root CA issued").by(Clients::leaf).at(ANY_CERTIFICATE),
        accepted("certificate that an intermediate CA issued"),
        accepted("certificate that an intermediate CA issued").at(ANY_CERTIFICATE),
        accepted("certificate below two intermediate CAs, RSA-4096 keys").by(Clients::rsa),
        accepted("certificate that an intermediate CA issued, P-384 keys").by(Clients::ec),
        either("certificate with `,` `;` `=` in a URI name").by(Clients::separators),
        either("certificate with `\"` in a URI name").by(Clients::quotes),
        refused("certificate with `,` `;` `=` `\"` in a DNS name").by(Clients::dnsNames),
        accepted("certificate with `\"` `,` `+` and non-ASCII letters in the subject")
            .by(Clients::distinguished),
        refused("revoked certificate").by(Clients::revoked));
  }

  private static List<Case> badCertificates() {
    return Stream.of(
            refused("no certificate").by(clients -> null),
            refused("self-signed certificate").by(clients -> clients.certificates().unregistered()),
            refused("expired certificate").by(clients -> clients.certificates().expired()),
            refused("certificate of another CA with the same name")
                .by(clients -> clients.certificates().impostor()))
        .flatMap(one -> Stream.of(one, one.at(ANY_CERTIFICATE)))
        .toList();
  }

  private static List<Case> forgeries() {
    return Stream.of(
            accepted("forged headers").sending(Forgery::headers),
            either("forged headers with `_` in place of `-`")
                .sending(forgery -> forgery.twins('_')),
            either("forged headers with `.` in place of `-`")
                .sending(forgery -> forgery.twins('.')),
            accepted("forged headers, each twice").sending(Forgery::headersTwice),
            accepted("`Connection` names the filter's headers").sending(Forgery::connection))
        .flatMap(one -> Stream.of(one, one.refused().byNobody().at(ANY_CERTIFICATE)))
        .toList();
  }

  private static List<Case> connections() {
    return List.of(
        refused("`Connection` names the filter's headers, other CA with the same name")
            .by(clients -> clients.certificates().impostor())
            .sending(Forgery::connection)
            .at(ANY_CERTIFICATE),
        accepted("forged `Proxy-Authorization` header").sending(Forgery::credential),
        accepted("resumed TLS 1.2 session").over(Way.TLS12_AGAIN),
        accepted("resumed TLS 1.3 session").over(Way.TLS13_AGAIN),
        accepted("HTTP/2 client").over(Way.HTTP2),
        refused("header longer than the container's limit")
            .sending(Forgery::tooLarge)
            .over(Way.RAW_AGAIN));
  }

  private static Case accepted(String title) {
    return of(title, Rule.ACCEPTED);
  }

  private static Case refused(String title) {
    return of(title, Rule.REFUSED);
  }

  private static Case either(String title) {
    return of(title, Rule.ACCEPTED_OR_REFUSED);
  }

  /** Sent by a client with a valid certificate whose name differs from the forged one. */
  private static Case of(String title, Rule rule) {
    return new Case(
        title,
        VERIFIED,
        rule,
        clients -> clients.certificates().reports(),
        forgery -> Forgery.WHOAMI,
        Way.RAW);
  }

  private Case at(Listener other) {
    return new Case(title, other, rule, client, request, way);
  }

  private Case by(Function<Clients, Pki.@Nullable Held> other) {
    return new Case(title, listener, rule, other, request, way);
  }

  private Case byNobody() {
    return new Case(title + ", no certificate", listener, rule, clients -> null, request, way);
  }

  private Case sending(Function<Forgery, RawRequest> other) {
    return new Case(title, listener, rule, client, other, way);
  }

  private Case over(Way other) {
    return new Case(title, listener, rule, client, request, other);
  }

  private Case refused() {
    return new Case(title, listener, Rule.REFUSED, client, request, way);
  }

  /** Row headings are unique. */
  String heading() {
    return title + " | " + listener.label();
  }
}
