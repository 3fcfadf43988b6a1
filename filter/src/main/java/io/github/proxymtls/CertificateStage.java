package io.github.proxymtls;

import io.github.proxymtls.binding.ClientBinding.Presented;
import io.github.proxymtls.config.Configuration;
import io.github.proxymtls.header.HeaderFormat;
import io.github.proxymtls.header.HeaderReader;
import io.github.proxymtls.header.OurHeaders;
import io.github.proxymtls.header.TlsReader;
import io.github.proxymtls.proxy.ProxyIdentity;
import io.github.proxymtls.trust.CertificateValidator;
import io.github.proxymtls.trust.TrustDecision;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From header lines, or the container's handshake, to a certificate that may be presented. */
final class CertificateStage {

  /** What the stage found: a certificate, none (null presented), or a refusal. */
  record Finding(@Nullable Presented presented, Decision.@Nullable Rejected refusal) {
    static final Finding NONE = new Finding(null, null);
  }

  private record LinesKey(String certificate, List<String> chain) implements CertificateCache.Key {
    @Override
    public int bytes() {
      int length = certificate.length();
      for (String line : chain) {
        length += line.length();
      }
      return length;
    }
  }

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

  private final @Nullable HeaderFormat format;
  private final @Nullable HeaderReader reader;
  private final TlsReader tlsReader;
  private final CertificateValidator validator;
  private final CertificateCache cache;
  private final boolean pinned;
  private final Clock clock;

  CertificateStage(
      Configuration configuration,
      CertificateValidator validator,
      CertificateCache cache,
      OurHeaders ourHeaders,
      Clock clock) {
    this.format = configuration.format();
    this.reader =
        format == null ? null : new HeaderReader(format, configuration.limits(), ourHeaders);
    this.tlsReader = new TlsReader(configuration.limits());
    this.validator = validator;
    this.cache = cache;
    this.pinned = configuration.client().pinned();
    this.clock = clock;
  }

  /** Reads the headers of an authenticated proxy. */
  Finding fromHeaders(PathKind where, RequestFacts request, ProxyIdentity proxy) {
    if (reader == null) {
      return Finding.NONE;
    }
    HeaderReader.Found found = reader.lines(new HeaderSource(request));
    if (found instanceof HeaderReader.Refused refused) {
      return refusal(refused.reason(), refused.detail(), where);
    }
    if (!(found instanceof HeaderReader.Lines lines)) {
      return Finding.NONE;
    }
    LinesKey key = new LinesKey(lines.certificate(), lines.chain());
    TrustDecision.Presentable known = cache.get(key);
    HeaderReader.Decoded decoded = known == null ? reader.decode(lines) : null;
    if (decoded instanceof HeaderReader.Refused refused) {
      return refusal(refused.reason(), refused.detail(), where);
    }
    Finding verdict = checkVerdict(lines, where);
    if (verdict != null) {
      return verdict;
    }
    TrustDecision decision = known != null ? known : validated(key, decoded);
    return present(decision, ClientIdentity.Source.HEADER, proxy, where);
  }

  /** Reads the certificates of the container's own handshake. */
  Finding fromTls(PathKind where, RequestFacts request) {
    List<X509Certificate> certificates = request.tls() ? request.tlsCertificates() : List.of();
    if (certificates.isEmpty()) {
      return Finding.NONE;
    }
    TlsKey key = new TlsKey(certificates);
    TrustDecision decision = cache.get(key);
    if (decision == null) {
      HeaderReader.Decoded decoded = tlsReader.read(certificates);
      if (decoded instanceof HeaderReader.Refused refused) {
        return refusal(refused.reason(), refused.detail(), where);
      }
      decision = validated(key, decoded);
    }
    return present(decision, ClientIdentity.Source.TLS, null, where);
  }

  private @Nullable Finding checkVerdict(HeaderReader.Lines lines, PathKind where) {
    if (format == null || format.verify() == null) {
      return null;
    }
    if (lines.verdict() == null) {
      return refusal(
          Reason.VERDICT_MISSING, "a certificate came without " + format.verify(), where);
    }
    boolean positive = format.verifySuccess().contains(lines.verdict());
    return positive || pinned
        ? null
        : refusal(
            Reason.VERDICT_NEGATIVE, format.verify() + " says '" + lines.verdict() + "'", where);
  }

  private TrustDecision validated(
      CertificateCache.Key key, HeaderReader.@Nullable Decoded decoded) {
    if (!(decoded instanceof HeaderReader.Certificates certificates)) {
      throw new IllegalStateException("neither known nor decoded");
    }
    TrustDecision decision = validator.validate(certificates.certificate());
    if (decision instanceof TrustDecision.Presentable presentable) {
      cache.put(key, presentable.names().thumbprint(), presentable);
    }
    return decision;
  }

  private Finding present(
      TrustDecision decision,
      ClientIdentity.Source source,
      @Nullable ProxyIdentity proxy,
      PathKind where) {
    if (decision instanceof TrustDecision.Refused refused) {
      return refusal(refused.reason(), refused.detail(), where);
    }
    TrustDecision.Presentable certificate = (TrustDecision.Presentable) decision;
    TrustDecision.Refused expired = certificate.refusalAt(clock.instant());
    return expired != null
        ? refusal(expired.reason(), expired.detail(), where)
        : new Finding(new Presented(certificate, source, proxy, null), null);
  }

  private static Finding refusal(Reason reason, String detail, PathKind where) {
    return new Finding(null, new Decision.Rejected(reason, detail, where));
  }

  /** The engine's facts as the header stage sees them. */
  private record HeaderSource(RequestFacts request) implements HeaderReader.Source {
    @Override
    public Iterable<String> headerNames() {
      return request.headerNames();
    }

    @Override
    public List<String> headers(String name) {
      return request.headers(name);
    }
  }
}
