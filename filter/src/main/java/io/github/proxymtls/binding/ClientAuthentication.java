package io.github.proxymtls.binding;

import io.github.proxymtls.ClientIdentity.Acceptance;
import io.github.proxymtls.ClientIdentity.Source;
import io.github.proxymtls.Decision;
import io.github.proxymtls.PathKind;
import io.github.proxymtls.Reason;
import io.github.proxymtls.trust.PinnedCandidate;
import io.github.proxymtls.trust.ValidatedCertificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * RFC 8705 section 2: the certificate belongs to the client that {@code client_id} names.
 *
 * <h2>The method comes from the registration</h2>
 *
 * Nothing in a request chooses how a client authenticates. A client registered for mutual TLS
 * authenticates by its certificate, or not at all.
 */
final class ClientAuthentication {

  private static final PathKind WHERE = PathKind.CLIENT_AUTHENTICATION;

  private final Clients clients;
  private final boolean passOtherMethods;

  ClientAuthentication(Clients clients, boolean passOtherMethods) {
    this.clients = clients;
    this.passOtherMethods = passOtherMethods;
  }

  Decision decide(Attempt attempt) {
    if (attempt.presented() == null && (attempt.required() || !passOtherMethods)) {
      return reject(Reason.CERTIFICATE_REQUIRED, "no certificate");
    }
    ClientRequestReader.Read read = ClientRequestReader.read(attempt.request());
    if (!(read instanceof ClientRequest asked)) {
      return ((Refusal) read).at(WHERE);
    }
    return passOtherMethods ? passOrAuthenticate(asked, attempt) : authenticate(asked, attempt);
  }

  /** {@code other-methods=pass}: the application authenticates who is not registered for this. */
  private Decision passOrAuthenticate(ClientRequest asked, Attempt attempt) {
    OtherMethods.Read read = OtherMethods.read(asked);
    if (!(read instanceof OtherMethods.Named named)) {
      return ((Refusal) read).at(WHERE);
    }
    for (String id : List.of(named.id(), named.otherwise())) {
      Registration registration = clients.find(id);
      if (registration == null) {
        continue;
      }
      if (registration.isMutualTls()) {
        return authenticate(asked, attempt);
      }
      if (registration.bound() && attempt.presented() == null) {
        return reject(Reason.CERTIFICATE_REQUIRED, "the client's tokens are bound to certificates");
      }
    }
    return attempt.withoutClient(WHERE);
  }

  private Decision authenticate(ClientRequest asked, Attempt attempt) {
    String other = asked.otherMethod();
    if (other != null) {
      return reject(Reason.CLIENT_SECOND_METHOD, other + ": besides the certificate");
    }
    String id = asked.parameter("client_id");
    if (id == null || !ClientId.isValid(id)) {
      return reject(
          Reason.CLIENT_ID_INVALID, "form: client_id " + (id == null ? "missing" : "malformed"));
    }
    Registration registration = clients.find(id);
    if (registration == null) {
      return reject(Reason.CLIENT_UNKNOWN, "client " + id);
    }
    ClientBinding.Presented presented = attempt.presented();
    return presented == null
        ? reject(Reason.CERTIFICATE_REQUIRED, "no certificate")
        : match(registration, presented);
  }

  private static Decision match(Registration client, ClientBinding.Presented presented) {
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
    return presented.certificate() instanceof ValidatedCertificate validated
        ? match(client, validated, presented)
        : match(client, (PinnedCandidate) presented.certificate(), presented);
  }

  private static Decision match(
      Registration client, ValidatedCertificate certificate, ClientBinding.Presented presented) {
    boolean named =
        client.method() instanceof Registration.Subject subject
            ? subject.name().matches(certificate.names())
            : isRegistered(client, certificate.names().thumbprint());
    if (!named) {
      return refuse(Reason.CLIENT_MISMATCH, client, "is registered with another certificate");
    }
    if (!isOnly(client, certificate.names().thumbprint())) {
      return refuse(Reason.CLIENT_MISMATCH, client, "has proxymtls_certificate_sha256");
    }
    return isAnchored(client, certificate)
        ? new Decision.Accepted(BoundClient.of(certificate, presented, client.clientId()))
        : refuse(
            Reason.CLIENT_MISMATCH, client, "has proxymtls_anchors_sha256 without this anchor");
  }

  private static Decision match(
      Registration client, PinnedCandidate certificate, ClientBinding.Presented presented) {
    if (!(client.method() instanceof Registration.Certificates)) {
      return refuse(Reason.CERTIFICATE_NOT_PINNED, client, "is not registered by certificate");
    }
    String thumbprint = certificate.names().thumbprint();
    boolean pinned = isRegistered(client, thumbprint) && isOnly(client, thumbprint);
    return pinned && client.anchors() == null
        ? new Decision.Accepted(BoundClient.of(certificate, presented, client.clientId()))
        : refuse(Reason.CLIENT_MISMATCH, client, "is registered with another certificate");
  }

  private static boolean isRegistered(Registration client, String thumbprint) {
    return client.method() instanceof Registration.Certificates certificates
        && anyMatches(certificates.thumbprints(), thumbprint);
  }

  private static boolean isOnly(Registration client, String thumbprint) {
    return client.certificate() == null || client.certificate().matches(thumbprint);
  }

  /** Under the proxy's verdict no anchor is known, so none of those demanded is there. */
  private static boolean isAnchored(Registration client, ValidatedCertificate certificate) {
    if (client.anchors() == null) {
      return true;
    }
    List<X509Certificate> path = certificate.path();
    return certificate.acceptance() == Acceptance.PKIX
        && anyMatches(client.anchors(), thumbprint(path.get(path.size() - 1)));
  }

  /** Every one is compared, so that the time does not tell which. */
  private static boolean anyMatches(List<Thumbprint> registered, String thumbprint) {
    boolean found = false;
    for (Thumbprint one : registered) {
      found |= one.matches(thumbprint);
    }
    return found;
  }

  private static String thumbprint(X509Certificate certificate) {
    try {
      return Thumbprint.over(certificate.getEncoded()).toString();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a validated certificate has an encoding", e);
    }
  }

  private static Decision refuse(Reason reason, Registration client, String what) {
    return reject(reason, "client " + client.clientId() + " " + what);
  }

  private static Decision reject(Reason reason, String detail) {
    return new Decision.Rejected(reason, detail, WHERE);
  }
}
