package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.path.Issuers;
import io.github.proxymtls.internal.path.PathResult;
import io.github.proxymtls.internal.path.PathRules;
import io.github.proxymtls.internal.path.PathValidator;
import io.github.proxymtls.internal.path.RevocationChecker;
import io.github.proxymtls.internal.revocation.crl.CrlIssuer.Authorized;
import io.github.proxymtls.internal.revocation.crl.CrlIssuer.Unauthorized;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a separate CRL issuer is valid under the anchor of a path and not revoked (RFC 5280
 * section 6.3.3 (f)). The CRL issuer's own CRL may provide its revocation status, because there may
 * be no other. If that CRL revokes the CRL issuer, it is not used.
 */
final class CrlIssuerTrust {

  /** The maximum number of CRL issuers that each need the CRL of the next one. */
  private static final int MAX_PENDING = 3;

  private static final int MAX_REMEMBERED = 4096;

  private final Collection<ParsedCertificate> configured;
  private final PathRules rules;
  private final ConcurrentMap<Pair, Period> valid = new ConcurrentHashMap<>();

  CrlIssuerTrust(Collection<ParsedCertificate> configured, PathRules rules) {
    this.configured = List.copyOf(configured);
    this.rules = rules;
  }

  /** The thumbprints of a CRL issuer and an anchor. */
  private record Pair(String signer, String anchor) {}

  /** A period with both ends included. */
  private record Period(Instant from, Instant until) {

    boolean contains(Instant now) {
      return !now.isBefore(from) && !now.isAfter(until);
    }
  }

  /** Checks a CRL issuer. */
  CrlIssuer check(ParsedCertificate signer, PathMember member, CrlStore crls, Instant now) {
    SubjectPublicKeyInfo key = signer.parsed().getSubjectPublicKeyInfo();
    if (member.isPending(signer)) {
      return new Authorized(key, null);
    }
    if (member.pending().size() == MAX_PENDING) {
      return new Unauthorized("its CRL issuer depends on too many other CRL issuers", false);
    }
    Pair pair = new Pair(signer.thumbprint(), member.anchor().thumbprint());
    Period known = valid.get(pair);
    if (known != null && known.contains(now)) {
      return new Authorized(key, known.until());
    }
    CrlIssuer checked = checked(signer, member, crls, now);
    boolean complete = member.pending().isEmpty() && valid.size() < MAX_REMEMBERED;
    if (complete && checked instanceof Authorized authorized && authorized.until() != null) {
      valid.put(pair, new Period(now, authorized.until()));
    }
    return checked;
  }

  private CrlIssuer checked(
      ParsedCertificate signer, PathMember member, CrlStore crls, Instant now) {
    PathResult result =
        new PathValidator(issuers(member), rules, RevocationChecker.OFF)
            .validate(List.of(signer.toX509Certificate()), now);
    if (result instanceof PathResult.NoPath none) {
      return new Unauthorized("its CRL issuer is not valid: " + none.refusal().detail(), false);
    }
    List<ParsedCertificate> path =
        ((PathResult.Valid) result).path().stream().map(ParsedCertificate::of).toList();
    Instant until =
        path.stream().map(ParsedCertificate::notAfter).min(Instant::compareTo).orElseThrow();
    for (PathMember above : member.members(path).toList()) {
      RevocationAnswer answer = crls.about(above, now);
      if (!(answer instanceof RevocationAnswer.Good good)) {
        return unusable(answer);
      }
      until = earlier(until, good.nextUpdate());
    }
    return new Authorized(signer.parsed().getSubjectPublicKeyInfo(), until);
  }

  private static Unauthorized unusable(RevocationAnswer answer) {
    return answer instanceof RevocationAnswer.Unusable none
        ? new Unauthorized(
            "the revocation status of its CRL issuer is not available: " + none.detail(),
            none.unavailable())
        : new Unauthorized("its CRL issuer is revoked", false);
  }

  private static Instant earlier(Instant one, @Nullable Instant other) {
    return other == null || one.isBefore(other) ? one : other;
  }

  private Issuers issuers(PathMember member) {
    List<X509Certificate> others =
        Stream.concat(configured.stream(), member.above().stream())
            .filter(other -> !other.sameAs(member.anchor()))
            .map(ParsedCertificate::toX509Certificate)
            .toList();
    return Issuers.of(List.of(member.anchor().toX509Certificate()), others);
  }
}
