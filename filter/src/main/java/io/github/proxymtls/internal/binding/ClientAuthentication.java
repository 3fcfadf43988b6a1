package io.github.proxymtls.internal.binding;

import io.github.proxymtls.ClientIdentity.Source;
import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Rejection;
import io.github.proxymtls.internal.path.PinnedCertificate;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the certificate belongs to the client that {@code client_id} names (RFC 8705 section
 * 2).
 *
 * <h2>The method comes from the registration</h2>
 *
 * A request cannot choose how its client authenticates. A client registered for mutual TLS
 * authenticates by its certificate only.
 */
final class ClientAuthentication {

  private static final EndpointKind ENDPOINT = EndpointKind.CLIENT_AUTHENTICATION;

  private final Clients clients;
  private final boolean passOtherMethods;
  private final Clock clock;

  ClientAuthentication(Clients clients, boolean passOtherMethods, Clock clock) {
    this.clients = clients;
    this.passOtherMethods = passOtherMethods;
    this.clock = clock;
  }

  Decision decide(Attempt attempt) {
    if (attempt.presented() == null && (attempt.required() || !passOtherMethods)) {
      return reject(Reason.CERTIFICATE_REQUIRED, "no certificate");
    }
    ClientAuthenticationRequestReader.Read read = ClientAuthenticationRequestReader.read(attempt);
    if (!(read instanceof ClientAuthenticationRequest asked)) {
      return ((Refused) read).at(ENDPOINT);
    }
    return passOtherMethods ? passOrAuthenticate(asked, attempt) : authenticate(asked, attempt);
  }

  /**
   * {@code other-methods=pass}: the application authenticates clients that are not registered for
   * mutual TLS.
   */
  private Decision passOrAuthenticate(ClientAuthenticationRequest asked, Attempt attempt) {
    OtherMethods.Read read = OtherMethods.read(asked);
    if (!(read instanceof OtherMethods.Named named)) {
      return ((Refused) read).at(ENDPOINT);
    }
    for (String id : List.of(named.id(), named.otherwise())) {
      Clients.Found found = clients.find(id);
      if (found instanceof Refused refusal) {
        return refusal.at(ENDPOINT);
      }
      Registration registration = (Registration) found;
      if (registration != null && registration.isMutualTls()) {
        return authenticate(asked, attempt);
      }
      Decision refusal = refusalOfOtherMethod(registration, attempt);
      if (refusal != null) {
        return refusal;
      }
    }
    ReceivedCertificate presented = attempt.presented();
    return presented != null && presented.certificate() instanceof PinnedCertificate
        ? BoundClient.unauthenticated(presented)
        : attempt.withoutClient(ENDPOINT);
  }

  /**
   * Rejects a client of another method (RFC 8705 section 4). A client whose tokens are bound to
   * certificates needs a certificate, which may be self-signed. Other clients may not present a
   * certificate that no configured CA issued.
   */
  private static @Nullable Decision refusalOfOtherMethod(
      @Nullable Registration client, Attempt attempt) {
    if (client == null || !client.bound()) {
      return attempt.isPinnable() ? attempt.withoutClient(ENDPOINT) : null;
    }
    return attempt.presented() == null
        ? reject(Reason.CERTIFICATE_REQUIRED, "the client's tokens are bound to certificates")
        : null;
  }

  private Decision authenticate(ClientAuthenticationRequest asked, Attempt attempt) {
    String other = asked.otherMethod();
    if (other != null) {
      return reject(Reason.CLIENT_SECOND_METHOD, other + ": in addition to the certificate");
    }
    String id = asked.parameter("client_id");
    if (id == null) {
      return reject(Reason.CLIENT_ID_INVALID, "form: client_id missing");
    }
    ReceivedCertificate presented = attempt.presented();
    BoundClient known = presented == null ? null : presented.bound(id, clients.identity());
    if (known != null) {
      return known;
    }
    if (!ClientId.isValid(id)) {
      return reject(Reason.CLIENT_ID_INVALID, "form: client_id malformed");
    }
    Clients.Found found = clients.find(id);
    if (!(found instanceof Registration registration)) {
      return found == null
          ? new Refusal(Reason.CLIENT_UNKNOWN, "client " + id).withClient(id).at(ENDPOINT, null)
          : ((Refused) found).at(ENDPOINT);
    }
    return presented == null
        ? new Refusal(Reason.CERTIFICATE_REQUIRED, "no certificate")
            .withClient(registration.clientId())
            .at(ENDPOINT, null)
        : match(registration, presented);
  }

  private Decision match(Registration client, ReceivedCertificate presented) {
    BoundClient known = presented.bound(client);
    if (known != null) {
      return known.registry() == clients.identity()
          ? known
          : acceptAndRemember(client, presented, clients.identity());
    }
    if (client.method() instanceof Registration.Other other) {
      return refuse(Reason.CLIENT_METHOD, client, "is registered for " + other.name());
    }
    if (client.source() != null && client.source() != presented.source()) {
      return refuse(Reason.CLIENT_SOURCE, client, "must not use the source " + presented.source());
    }
    if (presented.source() == Source.HEADER && !client.allowsProfile(presented.profile())) {
      return refuse(
          Reason.CLIENT_SOURCE, client, "must not use the profile " + presented.profile());
    }
    return match(client, (Registration.MutualTls) client.method(), presented);
  }

  private Decision match(
      Registration client, Registration.MutualTls method, ReceivedCertificate presented) {
    MutualTlsCheck.Objection objection = MutualTlsCheck.objection(method, presented.certificate());
    Registration.Secondary secondary = client.secondary();
    if (objection == null || secondary == null) {
      return objection == null
          ? accept(client, method, presented)
          : refuse(objection.reason(), client, objection.what());
    }
    if (clock.millis() >= secondary.expiresAt().toEpochMilli()) {
      return refuse(
          objection.reason(),
          client,
          objection.what() + "; its second method expired at " + secondary.expiresAt());
    }
    MutualTlsCheck.Objection second =
        MutualTlsCheck.objection(secondary.method(), presented.certificate());
    if (second == null) {
      return BoundClient.of(presented, client, null);
    }
    // If the state of one certificate is unavailable, the client may be genuine.
    Reason reason =
        second.reason() == Reason.CLIENT_KEYS_UNAVAILABLE ? second.reason() : objection.reason();
    return refuse(reason, client, objection.what() + "; its second method: " + second.what());
  }

  /** Registered names never change; registered certificates may be fetched again. */
  private static BoundClient accept(
      Registration client, Registration.MutualTls method, ReceivedCertificate presented) {
    // The first acceptance omits the registry. So the next request takes the same branch as all
    // clients do after a change of the file, and the JVM compiles it early.
    return method.proof() instanceof Registration.Subject
        ? acceptAndRemember(client, presented, null)
        : BoundClient.of(presented, client, null);
  }

  private static BoundClient acceptAndRemember(
      Registration client, ReceivedCertificate presented, @Nullable Object registry) {
    BoundClient accepted = BoundClient.of(presented, client, registry);
    presented.remember(accepted);
    return accepted;
  }

  private static Decision refuse(Reason reason, Registration client, String what) {
    return new Refusal(reason, "client " + client.clientId() + " " + what)
        .withClient(client.clientId())
        .at(ENDPOINT, null);
  }

  private static Decision reject(Reason reason, String detail) {
    return new Rejection(reason, detail, ENDPOINT);
  }
}
