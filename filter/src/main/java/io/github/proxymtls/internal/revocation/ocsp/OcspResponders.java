package io.github.proxymtls.internal.revocation.ocsp;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.proxymtls.LookUp;
import io.github.proxymtls.internal.config.RevocationSettings.Ocsp;
import io.github.proxymtls.internal.fetch.AllowedHosts;
import io.github.proxymtls.internal.fetch.Fetcher;
import io.github.proxymtls.internal.fetch.LookUpWatch;
import io.github.proxymtls.internal.fetch.NamedFetcher;
import io.github.proxymtls.internal.fetch.PinnedFetcher;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/**
 * The responders for a certificate: the configured one, otherwise those that the certificate names
 * (RFC 5280 section 4.2.2.1) at allowed hosts.
 */
public final class OcspResponders implements AutoCloseable {

  /** The maximum number of responders for one certificate. */
  private static final int MAX_OF_ONE = 4;

  private static final int MAX = 256;

  private final Ocsp rules;
  private final AllowedHosts allowedHosts;
  private final OcspResponder.Access access;
  private final Map<String, OcspHost> hosts = new ConcurrentHashMap<>();
  private final Cache<URI, OcspResponder> known =
      Caffeine.newBuilder().executor(Runnable::run).maximumSize(MAX).build();

  public OcspResponders(Ocsp rules, Duration timeout, Clock clock) {
    this(rules, timeout, clock, LookUpWatch.NONE);
  }

  public OcspResponders(Ocsp rules, Duration timeout, Clock clock, LookUpWatch watch) {
    this.rules = rules;
    this.allowedHosts = new AllowedHosts(rules.allowedHosts());
    Fetcher fetcher =
        rules.responder() == null
            ? new PinnedFetcher(timeout, rules.privateAddresses())
            : new NamedFetcher(timeout);
    this.access =
        new OcspResponder.Access(watch.watching(LookUp.OCSP, fetcher), timeout.dividedBy(2), clock);
  }

  /** Returns the responders for a certificate, possibly none. */
  List<OcspResponder> find(ParsedCertificate certificate) {
    URI configured = rules.responder();
    List<URI> uris = configured == null ? allowed(certificate) : List.of(configured);
    return uris.stream().map(uri -> known.get(uri, this::responder)).toList();
  }

  private OcspResponder responder(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return new OcspResponder(
        uri, hosts.computeIfAbsent(host, it -> new OcspHost(it, access.clock())), access);
  }

  /** Returns the hosts used so far. Their number is limited by the allowed hosts. */
  Collection<OcspHost> hosts() {
    return hosts.values();
  }

  /** Stops all requests. */
  @Override
  public void close() {
    access.fetcher().close();
  }

  private List<URI> allowed(ParsedCertificate certificate) {
    AuthorityInformationAccess access =
        certificate.extension(
            Extension.authorityInfoAccess, AuthorityInformationAccess::getInstance);
    List<URI> uris = new ArrayList<>();
    if (access != null) {
      for (AccessDescription description : access.getAccessDescriptions()) {
        URI uri = ocsp(description);
        if (uri != null && isAllowed(uri) && !uris.contains(uri) && uris.size() < MAX_OF_ONE) {
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
