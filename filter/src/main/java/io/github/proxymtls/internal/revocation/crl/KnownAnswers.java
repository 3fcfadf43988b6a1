package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.revocation.source.RevocationAnswer;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Good;
import io.github.proxymtls.internal.x509.DistinguishedName;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.math.BigInteger;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The good answers of a set of CRLs. After new CRLs, thousands of known certificates of one CA are
 * asked about. Which CRLs cover them is the same for all with the same {@link CoverageFields}, and
 * is determined once. Then only the serial number is looked up, in each of these CRLs.
 *
 * <h2>An answer belongs to all certificates above</h2>
 *
 * <p>The issuer of a CRL is a certificate above the one that is checked, or a configured one that
 * is valid under the same anchor, so an answer is used only under exactly the same certificates.
 */
final class KnownAnswers {

  /** In practice there are fewer CAs. If there are more, the filter begins anew. */
  private static final int MAX_ISSUERS = 256;

  /** In practice the certificates of a CA have fewer distribution points. */
  private static final int MAX_FIELDS = 64;

  private final CrlStore crls;
  private final ConcurrentMap<List<X509Certificate>, Above> issuers = new ConcurrentHashMap<>();

  KnownAnswers(CrlStore crls) {
    this.crls = crls;
  }

  /** The certificates above others, and the good answers about these. */
  private record Above(
      List<ParsedCertificate> certificates, ConcurrentMap<CoverageFields, Past> answers) {

    static Above of(List<X509Certificate> path) {
      return new Above(
          path.stream().map(ParsedCertificate::of).toList(), new ConcurrentHashMap<>());
    }

    PathMember path(ParsedCertificate certificate) {
      List<ParsedCertificate> path = new ArrayList<>();
      path.add(certificate);
      path.addAll(certificates);
      return new PathMember(path, 0, List.of());
    }

    void remember(CoverageFields fields, Past past) {
      if (answers.size() < MAX_FIELDS || answers.containsKey(fields)) {
        answers.put(fields, past);
      }
    }
  }

  /**
   * A good answer.
   *
   * @param issuer the issuer of the certificate
   * @param searched the CRLs in which the certificate is not listed
   * @param time the time of the question
   */
  private record Past(
      Good answer, DistinguishedName issuer, List<CrlWithDeltas> searched, Instant time) {

    boolean isOf(BigInteger serial, Instant now) {
      if (now.isBefore(time) || !now.isBefore(answer.nextUpdate())) {
        return false;
      }
      for (CrlWithDeltas crl : searched) {
        if (crl.revocation(serial, issuer) != null) {
          return false;
        }
      }
      return true;
    }
  }

  /** Does what {@link CrlStore#about(List, int, Instant)} says. */
  RevocationAnswer about(List<X509Certificate> path, int index, Instant now)
      throws CertificateEncodingException {
    X509Certificate certificate = path.get(index);
    byte[] der = certificate.getEncoded();
    CoverageFields fields = CoverageFields.of(der);
    Above above = above(path.subList(index + 1, path.size()));
    Past past = above.answers().get(fields);
    if (past != null && past.isOf(certificate.getSerialNumber(), now)) {
      return past.answer();
    }
    ParsedCertificate parsed = ParsedCertificate.of(der);
    CrlSearch search = crls.search(above.path(parsed), now);
    RevocationAnswer answer = search.answer();
    if (answer instanceof Good good && good.nextUpdate() != null && search.isLasting()) {
      above.remember(fields, new Past(good, parsed.issuer(), search.searched(), now));
    }
    return answer;
  }

  /**
   * Returns what is known under these certificates. Does not look for null itself: the JVM would
   * compile that there never is one, and compile again at the first question to new CRLs.
   */
  private Above above(List<X509Certificate> path) {
    if (issuers.size() >= MAX_ISSUERS && !issuers.containsKey(path)) {
      issuers.clear();
    }
    return issuers.computeIfAbsent(List.copyOf(path), Above::of);
  }
}
