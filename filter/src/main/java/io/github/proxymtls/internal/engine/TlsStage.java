package io.github.proxymtls.internal.engine;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.cache.CacheKey;
import io.github.proxymtls.internal.cache.RefusalKey;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.engine.CertificateStage.Finding;
import io.github.proxymtls.internal.header.ForwardedCertificate;
import io.github.proxymtls.internal.header.HeaderLimits;
import io.github.proxymtls.internal.header.TlsReader;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Determines the client's certificate from the container's own TLS handshake. */
final class TlsStage {

  private final TlsReader reader;
  private final CertificateStage certificates;

  TlsStage(HeaderLimits limits, CertificateStage certificates) {
    this.reader = new TlsReader(limits);
    this.certificates = certificates;
  }

  /** Copies the certificates, so that the cache key cannot differ from what is decoded. */
  Finding find(RequestFacts request) {
    List<X509Certificate> presented =
        request.tls() ? List.copyOf(request.tlsCertificates()) : List.of();
    if (presented.isEmpty()) {
      return Finding.NONE;
    }
    return certificates.find(new Input(presented), null);
  }

  private final class Input implements CertificateInput {

    private final List<X509Certificate> presented;

    Input(List<X509Certificate> presented) {
      this.presented = presented;
    }

    @Override
    public ClientIdentity.Source source() {
      return ClientIdentity.Source.TLS;
    }

    @Override
    public CacheKey key() {
      return new CacheKey.Handshake(presented);
    }

    @Override
    public RefusalKey refusalKey() {
      return RefusalKey.ofCertificates(presented.stream().map(TlsReader::encoded).toList());
    }

    @Override
    public @Nullable Refusal excess() {
      return reader.excess(presented);
    }

    @Override
    public Result<ForwardedCertificate> decode() {
      return reader.read(presented);
    }

    @Override
    public @Nullable Refusal refusalOfRequest() {
      return null;
    }
  }
}
