package io.github.proxymtls.trust;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.proxymtls.config.RevocationSettings.Ocsp;
import io.github.proxymtls.fetch.AllowedHosts;
import io.github.proxymtls.fetch.Fetcher;
import io.github.proxymtls.fetch.NamedFetcher;
import io.github.proxymtls.fetch.PinnedFetcher;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/**
 * The responders that may be asked about a certificate: the one that is configured, else those that
 * the certificate names (RFC 5280 section 4.2.2.1) at hosts that are allowed.
 */
final class OcspResponders {

  /** No certificate makes more of them be asked. */
  private static final int MOST_OF_ONE = 4;

  private static final int MOST = 256;

  private final Ocsp rules;
  private final AllowedHosts allowedHosts;
  private final Fetcher fetcher;
  private final Duration timeout;
  private final Clock clock;
  private final Cache<URI, OcspResponder> known =
      Caffeine.newBuilder().executor(Runnable::run).maximumSize(MOST).build();

  OcspResponders(Ocsp rules, Duration timeout, Clock clock) {
    this.rules = rules;
    this.allowedHosts = new AllowedHosts(rules.allowedHosts());
    this.timeout = timeout;
    this.clock = clock;
    this.fetcher =
        rules.responder() == null
            ? new PinnedFetcher(timeout, rules.privateAddresses())
            : new NamedFetcher(timeout);
  }

  /** Those for a certificate; may be empty. */
  List<OcspResponder> of(Candidate certificate) {
    URI configured = rules.responder();
    List<URI> uris = configured == null ? allowed(certificate) : List.of(configured);
    return uris.stream()
        .map(
            uri ->
                known.get(uri, it -> new OcspResponder(it, fetcher, timeout.dividedBy(2), clock)))
        .toList();
  }

  /** All that were asked lately. */
  Collection<OcspResponder> all() {
    return known.asMap().values();
  }

  private List<URI> allowed(Candidate certificate) {
    AuthorityInformationAccess access =
        certificate.extension(
            Extension.authorityInfoAccess, AuthorityInformationAccess::getInstance);
    List<URI> uris = new ArrayList<>();
    if (access != null) {
      for (AccessDescription description : access.getAccessDescriptions()) {
        URI uri = ocsp(description);
        if (uri != null && isAllowed(uri) && !uris.contains(uri) && uris.size() < MOST_OF_ONE) {
          uris.add(uri);
        }
      }
    }
    return uris;
  }

  private static @Nullable URI ocsp(AccessDescription description) {
    GeneralName location = description.getAccessLocation();
    if (!description.getAccessMethod().equals(AccessDescription.id_ad_ocsp)
        || location.getTagNo() != GeneralName.uniformResourceIdentifier) {
      return null;
    }
    try {
      return URI.create(location.getName().toString());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private boolean isAllowed(URI uri) {
    return Fetcher.fault(uri) == null && allowedHosts.permit(uri);
  }
}
