package io.github.proxymtls.internal.engine;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.engine.CertificateStage.Asked;
import io.github.proxymtls.internal.engine.CertificateStage.Finding;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.HeaderReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From the header lines of one profile's proxy to a certificate that may be presented. */
final class HeaderStage {

  /** A text without its characters, and its place in a list. */
  private static final int TEXT_BYTES = 56;

  private record LinesKey(@Nullable String profile, String certificate, List<String> chain)
      implements CertificateCache.Key {
    @Override
    public int bytes() {
      int bytes = TEXT_BYTES + certificate.length();
      for (String line : chain) {
        bytes += TEXT_BYTES + line.length();
      }
      return bytes;
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

  Finding find(EndpointKind where, RequestFacts request, ProxyIdentity proxy) {
    HeaderReader.Found found = reader.lines(new HeaderSource(request));
    if (found instanceof HeaderReader.Refused refused) {
      return Finding.refused(refused.reason(), refused.detail(), where);
    }
    if (!(found instanceof HeaderReader.Lines lines)) {
      return Finding.NONE;
    }
    return certificates.find(
        new Input(lines, where), new Asked(ClientIdentity.Source.HEADER, proxy, where));
  }

  private final class Input implements CertificateInput {

    private final HeaderReader.Lines lines;
    private final EndpointKind where;

    Input(HeaderReader.Lines lines, EndpointKind where) {
      this.lines = lines;
      this.where = where;
    }

    @Override
    public CertificateCache.Key key() {
      return new LinesKey(profile, lines.certificate(), lines.chain());
    }

    @Override
    public RefusalKey refusalKey() {
      return RefusalKey.ofLines(profile, lines.certificate(), lines.chain());
    }

    @Override
    public HeaderReader.@Nullable Refused excess() {
      return null;
    }

    @Override
    public HeaderReader.Decoded decode() {
      return reader.decode(lines);
    }

    @Override
    public @Nullable Finding refusalOfRequest() {
      return checkVerdict(lines, where);
    }
  }

  private @Nullable Finding checkVerdict(HeaderReader.Lines lines, EndpointKind where) {
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
