package io.github.proxymtls;

import io.github.proxymtls.CertificateStage.Finding;
import io.github.proxymtls.config.Profile;
import io.github.proxymtls.header.HeaderFormat;
import io.github.proxymtls.header.HeaderReader;
import io.github.proxymtls.proxy.ProxyIdentity;
import io.github.proxymtls.trust.TrustDecision;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From the header lines of one profile's proxy to a certificate that may be presented. */
final class HeaderStage {

  private record LinesKey(@Nullable String profile, String certificate, List<String> chain)
      implements CertificateCache.Key {
    @Override
    public int bytes() {
      int length = certificate.length();
      for (String line : chain) {
        length += line.length();
      }
      return length;
    }
  }

  private final @Nullable String profile;
  private final HeaderFormat format;
  private final HeaderReader reader;
  private final CertificateStage certificates;
  private final boolean pinned;

  HeaderStage(
      Profile profile, HeaderFormat format, HeaderReader reader, CertificateStage certificates) {
    this.profile = profile.name();
    this.format = format;
    this.reader = reader;
    this.certificates = certificates;
    this.pinned = profile.client().pinned();
  }

  Finding find(PathKind where, RequestFacts request, ProxyIdentity proxy) {
    HeaderReader.Found found = reader.lines(new HeaderSource(request));
    if (found instanceof HeaderReader.Refused refused) {
      return Finding.refused(refused.reason(), refused.detail(), where);
    }
    if (!(found instanceof HeaderReader.Lines lines)) {
      return Finding.NONE;
    }
    LinesKey key = new LinesKey(profile, lines.certificate(), lines.chain());
    TrustDecision.Presentable known = certificates.known(key);
    HeaderReader.Decoded decoded = known == null ? reader.decode(lines) : null;
    if (decoded instanceof HeaderReader.Refused refused) {
      return Finding.refused(refused.reason(), refused.detail(), where);
    }
    Finding verdict = checkVerdict(lines, where);
    if (verdict != null) {
      return verdict;
    }
    TrustDecision decision =
        decoded instanceof HeaderReader.Certificates claimed
            ? certificates.validated(key, claimed)
            : Objects.requireNonNull(known);
    return certificates.present(decision, ClientIdentity.Source.HEADER, proxy, where);
  }

  private @Nullable Finding checkVerdict(HeaderReader.Lines lines, PathKind where) {
    if (format.verify() == null) {
      return null;
    }
    if (lines.verdict() == null) {
      return Finding.refused(
          Reason.VERDICT_MISSING, "a certificate came without " + format.verify(), where);
    }
    boolean positive = format.verifySuccess().contains(lines.verdict());
    return positive || pinned
        ? null
        : Finding.refused(
            Reason.VERDICT_NEGATIVE, format.verify() + " says '" + lines.verdict() + "'", where);
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
