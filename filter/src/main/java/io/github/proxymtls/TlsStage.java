package io.github.proxymtls;

import io.github.proxymtls.CertificateStage.Finding;
import io.github.proxymtls.header.HeaderLimits;
import io.github.proxymtls.header.HeaderReader;
import io.github.proxymtls.header.TlsReader;
import io.github.proxymtls.trust.TrustDecision;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;

/** From the certificates of the container's own handshake to one that may be presented. */
final class TlsStage {

  private record TlsKey(List<X509Certificate> certificates) implements CertificateCache.Key {
    @Override
    public int bytes() {
      try {
        int length = 0;
        for (X509Certificate certificate : certificates) {
          length += certificate.getEncoded().length;
        }
        return length;
      } catch (CertificateEncodingException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  private final TlsReader reader;
  private final CertificateStage certificates;

  TlsStage(HeaderLimits limits, CertificateStage certificates) {
    this.reader = new TlsReader(limits);
    this.certificates = certificates;
  }

  Finding find(PathKind where, RequestFacts request) {
    List<X509Certificate> presented = request.tls() ? request.tlsCertificates() : List.of();
    if (presented.isEmpty()) {
      return Finding.NONE;
    }
    TlsKey key = new TlsKey(presented);
    TrustDecision decision = certificates.known(key);
    if (decision == null) {
      HeaderReader.Decoded decoded = reader.read(presented);
      if (decoded instanceof HeaderReader.Refused refused) {
        return Finding.refused(refused.reason(), refused.detail(), where);
      }
      decision = certificates.validated(key, (HeaderReader.Certificates) decoded);
    }
    return certificates.present(decision, ClientIdentity.Source.TLS, null, where);
  }
}
