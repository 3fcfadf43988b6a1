package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.revocation.crl.CrlIssuer.Authorized;
import io.github.proxymtls.internal.revocation.crl.CrlIssuer.Unauthorized;
import io.github.proxymtls.internal.x509.DistinguishedName;
import io.github.proxymtls.internal.x509.KeyUsages;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * Finds the issuer of a CRL (RFC 5280 section 6.3.3 (f) to (h)): a certificate above the one that
 * is checked, or a configured certificate that is valid under the same anchor. Each signature is
 * verified once for each key. Reading a cached result takes no lock.
 */
final class CrlIssuers {

  /** In practice there are fewer combinations of CRLs and keys. */
  private static final int MAX_REMEMBERED = 4096;

  private final Map<DistinguishedName, List<ParsedCertificate>> configured = new HashMap<>();
  private final CrlRules rules;
  private final CrlIssuerTrust trust;
  private final ConcurrentMap<Signing, Boolean> signings = new ConcurrentHashMap<>();
  private final AtomicInteger verifications = new AtomicInteger();

  CrlIssuers(Collection<ParsedCertificate> configured, CrlRules rules) {
    configured.forEach(this::add);
    this.rules = rules;
    this.trust = new CrlIssuerTrust(configured, rules.signers());
  }

  private void add(ParsedCertificate signer) {
    List<ParsedCertificate> named =
        configured.computeIfAbsent(signer.subject(), name -> new ArrayList<>());
    if (named.stream().noneMatch(signer::sameAs)) {
      named.add(signer);
    }
  }

  /** A CRL, compared by identity, and a key. */
  private record Signing(Crl crl, SubjectPublicKeyInfo key) {

    @Override
    public int hashCode() {
      return 31 * crl.hashCode() + key.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Signing signing && crl == signing.crl && key.equals(signing.key);
    }
  }

  /** Returns the issuer of a CRL whose scope may include a certificate. */
  CrlIssuer find(Crl crl, PathMember member, CrlStore crls, Instant now) {
    String weakness = rules.algorithms().flaw(crl.signature().algorithm());
    if (weakness != null) {
      return new Unauthorized(weakness, false);
    }
    CrlIssuer found =
        new Unauthorized("no known certificate with the name of its issuer signed it", false);
    for (ParsedCertificate signer : named(crl.issuer(), member)) {
      if (isSigned(crl, signer)) {
        found = authorize(signer, member, crls, now);
        if (found instanceof Authorized) {
          return found;
        }
      }
    }
    return found;
  }

  private List<ParsedCertificate> named(DistinguishedName issuer, PathMember member) {
    List<ParsedCertificate> named = new ArrayList<>();
    for (ParsedCertificate above : member.above()) {
      if (above.subject().equals(issuer)) {
        named.add(above);
      }
    }
    for (ParsedCertificate other : configured.getOrDefault(issuer, List.of())) {
      if (named.stream().noneMatch(other::sameAs)) {
        named.add(other);
      }
    }
    return named;
  }

  /** Returns the configured CA certificates that are valid at this time. */
  Stream<ParsedCertificate> authorities(Instant now) {
    return configured.values().stream()
        .flatMap(List::stream)
        .filter(KeyUsages::isCa)
        .filter(signer -> now.isBefore(signer.notAfter()));
  }

  boolean isSigned(Crl crl, ParsedCertificate signer) {
    Signing signing = new Signing(crl, signer.parsed().getSubjectPublicKeyInfo());
    Boolean known = signings.get(signing);
    if (known != null) {
      return known;
    }
    // A verification copies the CRL, so that concurrent requests wait for a single one.
    return signings.size() < MAX_REMEMBERED
        ? signings.computeIfAbsent(signing, this::verify)
        : verify(signing);
  }

  private boolean verify(Signing signing) {
    verifications.incrementAndGet();
    return signing.crl().signature().isSignedBy(signing.key());
  }

  /** Returns the number of CRL signatures verified so far. */
  int verifications() {
    return verifications.get();
  }

  /** Only a CA may lack the key usage extension. */
  private CrlIssuer authorize(
      ParsedCertificate signer, PathMember member, CrlStore crls, Instant now) {
    boolean above = member.above().stream().anyMatch(signer::sameAs);
    if (!KeyUsages.allows(signer, KeyUsage.cRLSign, above || KeyUsages.isCa(signer))) {
      return new Unauthorized("the key usage of its CRL issuer lacks cRLSign", false);
    }
    return above
        ? new Authorized(signer.parsed().getSubjectPublicKeyInfo(), null)
        : trust.check(signer, member, crls, now);
  }
}
