package io.github.proxymtls.internal.engine;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.engine.CertificateStage.Finding;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.HeaderReader;
import io.github.proxymtls.internal.header.ScannedRequest;
import org.jspecify.annotations.Nullable;

/** Turns the header lines of one profile's proxy into a certificate that may be used. */
final class HeaderStage {

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

  /** Finds and checks the header lines; decodes nothing. */
  HeaderReader.Found lines(ScannedRequest request) {
    return reader.lines(request);
  }

  /** Returns the description of a missing certificate for the log. */
  MissingCertificate missing() {
    return new MissingCertificate(format);
  }

  Finding find(HeaderReader.Lines lines, ProxyIdentity proxy) {
    return certificates.find(new Input(lines), proxy);
  }

  private final class Input implements CertificateInput {

    private final HeaderReader.Lines lines;

    Input(HeaderReader.Lines lines) {
      this.lines = lines;
    }

    @Override
    public ClientIdentity.Source source() {
      return ClientIdentity.Source.HEADER;
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
    public @Nullable Refusal excess() {
      return null;
    }

    @Override
    public HeaderReader.Decoded decode() {
      return reader.decode(lines);
    }

    @Override
    public @Nullable Refusal refusalOfRequest() {
      return checkVerdict(lines);
    }
  }

  private @Nullable Refusal checkVerdict(HeaderReader.Lines lines) {
    if (format.verify() == null) {
      return null;
    }
    if (lines.verdict() == null) {
      return new Refusal(Reason.VERDICT_MISSING, "a certificate came without " + format.verify());
    }
    boolean positive = format.verifySuccess().contains(lines.verdict());
    return positive || pinned
        ? null
        : new Refusal(Reason.VERDICT_NEGATIVE, format.verify() + " says '" + lines.verdict() + "'");
  }
}
