package io.github.proxymtls.internal.binding.registry;

import io.github.proxymtls.ClientIdentity.Source;
import io.github.proxymtls.internal.config.BindingRules;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.path.ClientCertificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says for each registered client of a file whether a certificate is the client's, for tools.
 * Fetches nothing: keys at a {@code jwks_uri} are unknown.
 */
public final class RegistrationReport {

  /**
   * The result for one client.
   *
   * @param objection why the certificate is not the client's; null if it is
   * @param reversed true if the registered subject is the certificate's in reverse order
   */
  public record Row(String clientId, @Nullable String objection, boolean reversed) {}

  /** The origin of the certificate, which a registration can restrict. */
  public record Origin(Source source, @Nullable String profile) {}

  private final List<Registration> registrations;
  private final Clock clock;

  private RegistrationReport(List<Registration> registrations, Clock clock) {
    this.registrations = registrations;
    this.clock = clock;
  }

  /**
   * Reads the registrations. Adds every problem; do not use the result if there is one.
   *
   * @return null if the registrations are not in a file
   */
  public static @Nullable RegistrationReport load(
      BindingRules rules, Clock clock, Problems problems) {
    Resource file = rules.registry().file();
    if (file == null) {
      return null;
    }
    ClientKeySets keySets =
        new ClientKeySets(rules.registry().jwksAllowedHosts(), rules.jwksTimeToLive(), clock);
    ClientFile clients =
        ClientFile.load(
            file,
            new RegistrationReader.Context(rules.registry().profiles(), keySets),
            null,
            problems);
    keySets.close();
    List<Registration> sorted =
        clients.all().stream().sorted(Comparator.comparing(Registration::clientId)).toList();
    return new RegistrationReport(sorted, clock);
  }

  /** Returns a row for each client that authenticates by mutual TLS, by {@code client_id}. */
  public List<Row> rows(ClientCertificate certificate, Origin origin) {
    return registrations.stream()
        .filter(Registration::isMutualTls)
        .map(registration -> row(registration, certificate, origin))
        .toList();
  }

  private Row row(Registration registration, ClientCertificate certificate, Origin origin) {
    String clientId = registration.clientId();
    if (registration.source() != null && registration.source() != origin.source()) {
      return new Row(clientId, "is registered for another source", false);
    }
    if (origin.source() == Source.HEADER && !registration.allowsProfile(origin.profile())) {
      return new Row(clientId, "is registered for another profile", false);
    }
    Refusal refusal =
        refusal((Registration.MutualTls) registration.method(), registration, certificate);
    return new Row(
        clientId,
        refusal == null ? null : refusal.detail(),
        registration.names().stream().anyMatch(name -> name.matchesReversed(certificate.names())));
  }

  private @Nullable Refusal refusal(
      Registration.MutualTls primary, Registration registration, ClientCertificate certificate) {
    Refusal refusal = MutualTlsCheck.refusal(primary, certificate);
    Registration.Secondary secondary = registration.secondary();
    Instant now = clock.instant();
    return refusal != null && secondary != null && now.isBefore(secondary.expiresAt())
        ? MutualTlsCheck.refusal(secondary.method(), certificate)
        : refusal;
  }
}
