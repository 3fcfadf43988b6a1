package io.github.proxymtls.internal.binding;

import io.github.proxymtls.ClientIdentity.Source;
import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Acceptance;
import io.github.proxymtls.internal.decision.Rejection;
import io.github.proxymtls.internal.path.PinnedCertificate;
import io.github.proxymtls.internal.path.ValidatedCertificate;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RFC 8705 section 2: the certificate belongs to the client that {@code client_id} names.
 *
 * <h2>The method comes from the registration</h2>
 *
 * Nothing in a request chooses how a client authenticates. A client registered for mutual TLS
 * authenticates by its certificate, or not at all.
 */
final class ClientAuthentication {

  private static final EndpointKind WHERE = EndpointKind.CLIENT_AUTHENTICATION;

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
    ClientAuthenticationRequestReader.Read read =
        ClientAuthenticationRequestReader.read(attempt.request());
    if (!(read instanceof ClientAuthenticationRequest asked)) {
      return ((Refusal) read).at(WHERE);
    }
    return passOtherMethods ? passOrAuthenticate(asked, attempt) : authenticate(asked, attempt);
  }

  /** {@code other-methods=pass}: the application authenticates who is not registered for this. */
  private Decision passOrAuthenticate(ClientAuthenticationRequest asked, Attempt attempt) {
    OtherMethods.Read read = OtherMethods.read(asked);
    if (!(read instanceof OtherMethods.Named named)) {
      return ((Refusal) read).at(WHERE);
    }
    for (String id : List.of(named.id(), named.otherwise())) {
      Clients.Found found = clients.find(id);
      if (found instanceof Refusal refusal) {
        return refusal.at(WHERE);
      }
      Registration registration = (Registration) found;
      if (registration != null && registration.isMutualTls()) {
        return authenticate(asked, attempt);
      }
      Decision refusal = refusalOfOther(registration, attempt);
      if (refusal != null) {
        return refusal;
      }
    }
    ClientBinding.Presented presented = attempt.presented();
    return presented != null && presented.certificate() instanceof PinnedCertificate candidate
        ? new Acceptance(BoundClient.unauthenticated(candidate, presented))
        : attempt.withoutClient(WHERE);
  }

  /**
   * RFC 8705 section 4: a client whose tokens are bound needs a certificate, which may be one that
   * nobody known issued. No other client has a use for such a certificate.
   */
  private static @Nullable Decision refusalOfOther(@Nullable Registration client, Attempt attempt) {
    if (client == null || !client.bound()) {
      return attempt.isPinnedCandidate() ? attempt.withoutClient(WHERE) : null;
    }
    return attempt.presented() == null
        ? reject(Reason.CERTIFICATE_REQUIRED, "the client's tokens are bound to certificates")
        : null;
  }

  private Decision authenticate(ClientAuthenticationRequest asked, Attempt attempt) {
    String other = asked.otherMethod();
    if (other != null) {
      return reject(Reason.CLIENT_SECOND_METHOD, other + ": besides the certificate");
    }
    String id = asked.parameter("client_id");
    if (id == null || !ClientId.isValid(id)) {
      return reject(
          Reason.CLIENT_ID_INVALID, "form: client_id " + (id == null ? "missing" : "malformed"));
    }
    Clients.Found found = clients.find(id);
    if (!(found instanceof Registration registration)) {
      return found == null
          ? reject(Reason.CLIENT_UNKNOWN, "client " + id)
          : ((Refusal) found).at(WHERE);
    }
    ClientBinding.Presented presented = attempt.presented();
    return presented == null
        ? reject(Reason.CERTIFICATE_REQUIRED, "no certificate")
        : match(registration, presented);
  }

  private Decision match(Registration client, ClientBinding.Presented presented) {
    if (client.method() instanceof Registration.Other other) {
      return refuse(Reason.CLIENT_METHOD, client, "is registered for " + other.name());
    }
    if (client.source() != null && client.source() != presented.source()) {
      return refuse(Reason.CLIENT_SOURCE, client, "may not come by " + presented.source());
    }
    if (presented.source() == Source.HEADER && !client.allowsProfile(presented.profile())) {
      return refuse(
          Reason.CLIENT_SOURCE, client, "may not come by the profile " + presented.profile());
    }
    return match(client, (Registration.MutualTls) client.method(), presented);
  }

  private Decision match(
      Registration client, Registration.MutualTls method, ClientBinding.Presented presented) {
    MutualTlsCheck.Objection objection = MutualTlsCheck.objection(method, presented.certificate());
    Registration.Secondary secondary = client.secondary();
    if (objection == null || secondary == null) {
      return objection == null
          ? accept(client, presented)
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
      return accept(client, presented);
    }
    // Where one of them cannot tell, the client may well be right.
    Reason told =
        second.reason() == Reason.CLIENT_KEYS_UNAVAILABLE ? second.reason() : objection.reason();
    return refuse(told, client, objection.what() + "; its second method: " + second.what());
  }

  private static Decision accept(Registration client, ClientBinding.Presented presented) {
    return new Acceptance(
        presented.certificate() instanceof ValidatedCertificate validated
            ? BoundClient.of(validated, presented, client.clientId())
            : BoundClient.of(
                (PinnedCertificate) presented.certificate(), presented, client.clientId()));
  }

  private static Decision refuse(Reason reason, Registration client, String what) {
    return reject(reason, "client " + client.clientId() + " " + what);
  }

  private static Decision reject(Reason reason, String detail) {
    return new Rejection(reason, detail, WHERE);
  }
}
