package io.github.proxymtls.internal.binding;

import io.github.proxymtls.ClientIdentity.Source;
import io.github.proxymtls.Decision;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.binding.registry.ClientId;
import io.github.proxymtls.internal.binding.registry.Clients;
import io.github.proxymtls.internal.binding.registry.MutualTlsCheck;
import io.github.proxymtls.internal.binding.registry.Registration;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
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

  private final Clients clients;
  private final boolean passOtherMethods;
  private final Clock clock;

  ClientAuthentication(Clients clients, boolean passOtherMethods, Clock clock) {
    this.clients = clients;
    this.passOtherMethods = passOtherMethods;
    this.clock = clock;
  }

  Result<Decision> decide(Attempt attempt) {
    if (attempt.presented() == null && (attempt.required() || !passOtherMethods)) {
      return Result.refused(Reason.CERTIFICATE_REQUIRED, "no certificate");
    }
    Result<ClientAuthenticationRequest> read = ClientAuthenticationRequestReader.read(attempt);
    if (read.refusal() != null) {
      return Result.refused(read.refusal());
    }
    ClientAuthenticationRequest asked = read.value();
    return passOtherMethods ? passOrAuthenticate(asked, attempt) : authenticate(asked, attempt);
  }

  /**
   * {@code other-methods=pass}: the application authenticates clients that are not registered for
   * mutual TLS.
   */
  private Result<Decision> passOrAuthenticate(ClientAuthenticationRequest asked, Attempt attempt) {
    Result<OtherMethods.Named> named = OtherMethods.read(asked);
    if (named.refusal() != null) {
      return Result.refused(named.refusal());
    }
    for (String id : List.of(named.value().id(), named.value().otherwise())) {
      Result<Registration> found = clients.find(id);
      if (found != null && found.refusal() != null) {
        return Result.refused(found.refusal());
      }
      Registration registration = found == null ? null : found.value();
      if (registration != null && registration.isMutualTls()) {
        return authenticate(asked, attempt);
      }
      Refusal refusal = refusalOfOtherMethod(registration, attempt);
      if (refusal != null) {
        return Result.refused(refusal);
      }
    }
    ReceivedCertificate presented = attempt.presented();
    return presented != null && presented.certificate() instanceof PinnedCertificate
        ? Result.of(BoundClient.unauthenticated(presented))
        : attempt.withoutClient();
  }

  /**
   * Rejects a client of another method (RFC 8705 section 4). A client whose tokens are bound to
   * certificates needs a certificate, which may be self-signed. Other clients may not present a
   * certificate that no configured CA issued.
   */
  private static @Nullable Refusal refusalOfOtherMethod(
      @Nullable Registration client, Attempt attempt) {
    if (client == null || !client.bound()) {
      return attempt.isPinnable() ? attempt.withoutClient().refusal() : null;
    }
    return attempt.presented() == null
        ? new Refusal(Reason.CERTIFICATE_REQUIRED, "the client's tokens are bound to certificates")
        : null;
  }

  private Result<Decision> authenticate(ClientAuthenticationRequest asked, Attempt attempt) {
    String other = asked.otherMethod();
    if (other != null) {
      return Result.refused(
          Reason.CLIENT_SECOND_METHOD, other + ": in addition to the certificate");
    }
    String id = asked.parameter("client_id");
    if (id == null) {
      return Result.refused(Reason.CLIENT_ID_INVALID, "form: client_id missing");
    }
    ReceivedCertificate presented = attempt.presented();
    if (!ClientId.isValid(id)) {
      return Result.refused(Reason.CLIENT_ID_INVALID, "form: client_id malformed");
    }
    Result<Registration> found = clients.find(id);
    if (found == null) {
      return Result.refused(new Refusal(Reason.CLIENT_UNKNOWN, "client " + id).withClient(id));
    }
    if (found.refusal() != null) {
      return Result.refused(found.refusal());
    }
    return presented == null
        ? Result.refused(new Refusal(Reason.CERTIFICATE_REQUIRED, "no certificate").withClient(id))
        : match(found.value(), presented);
  }

  private Result<Decision> match(Registration client, ReceivedCertificate presented) {
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

  private Result<Decision> match(
      Registration client, Registration.MutualTls method, ReceivedCertificate presented) {
    Refusal refusal = MutualTlsCheck.refusal(method, presented.certificate());
    Registration.Secondary secondary = client.secondary();
    if (refusal == null || secondary == null) {
      return refusal == null
          ? Result.of(BoundClient.of(presented, client))
          : refuse(refusal.reason(), client, refusal.detail());
    }
    if (clock.millis() >= secondary.expiresAt().toEpochMilli()) {
      return refuse(
          refusal.reason(),
          client,
          refusal.detail() + "; its second method expired at " + secondary.expiresAt());
    }
    Refusal second = MutualTlsCheck.refusal(secondary.method(), presented.certificate());
    if (second == null) {
      return Result.of(BoundClient.of(presented, client));
    }
    // If the state of one certificate is unavailable, the client may be genuine.
    Reason reason =
        second.reason() == Reason.CLIENT_KEYS_UNAVAILABLE ? second.reason() : refusal.reason();
    return refuse(reason, client, refusal.detail() + "; its second method: " + second.detail());
  }

  private static Result<Decision> refuse(Reason reason, Registration client, String what) {
    return Result.refused(
        new Refusal(reason, "client " + client.clientId() + " " + what)
            .withClient(client.clientId()));
  }
}
