package io.github.proxymtls.internal.engine;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.binding.PeerRules;
import io.github.proxymtls.internal.cache.CacheKey;
import io.github.proxymtls.internal.cache.RefusalKey;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.engine.CertificateStage.Finding;
import io.github.proxymtls.internal.header.ForwardedCertificate;
import io.github.proxymtls.internal.header.FoundHeaders;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.HeaderReader;
import io.github.proxymtls.internal.header.ReservedHeaders;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The stages of the requests that the proxies of one profile send.
 *
 * <h2>Headers that only other profiles read are rejected</h2>
 *
 * The proxies of this profile neither remove nor set them. They come from a client, or from a proxy
 * that is configured for another profile.
 *
 * <h2>Companion headers that the application sees are unambiguous</h2>
 *
 * The application reads them, so two lines or a twin are rejected as for the headers that the
 * filter reads. Companion headers that the application does not see are removed without a check.
 */
final class ProfilePipeline {

  /**
   * The headers that concern one profile.
   *
   * @param own the headers that it reads
   * @param passed the companion headers that the application sees
   */
  record Names(ReservedHeaders own, ReservedHeaders passed) {}

  private static final String AUTHORIZATION = "Authorization";

  private final Profile profile;
  private final HeaderFormat format;
  private final Names names;
  private final HeaderReader reader;
  private final CertificateStage certificates;
  private final PeerRules peerRules;

  ProfilePipeline(
      Profile profile, Names names, HeaderReader reader, CertificateStage certificates) {
    this.profile = profile;
    this.format = reader.format();
    this.names = names;
    this.reader = reader;
    this.certificates = certificates;
    this.peerRules =
        new PeerRules(
            profile.client().required(),
            AUTHORIZATION.equalsIgnoreCase(profile.credentialHeader()),
            profile.reportOnly());
  }

  boolean isOf(ProxyIdentity proxy) {
    return Objects.equals(profile.name(), proxy.profile());
  }

  /** Returns true for a companion header that the application sees if the proxy sends it. */
  boolean passes(String header) {
    return names.passed().match(header) == ReservedHeaders.Match.RESERVED;
  }

  /**
   * Checks the names and lines of the headers; decodes nothing. Returns null if there is no
   * certificate.
   */
  @Nullable Result<HeaderReader.Lines> lines(FoundHeaders headers) {
    String other = headers.foreign(names.own());
    if (other != null) {
      return Result.refused(
          Reason.HEADER_FOREIGN,
          other + " is read by another profile than " + profile.name() + " alone");
    }
    Refusal ambiguous = headers.ambiguousCompanion(names.passed());
    return ambiguous == null ? reader.lines(headers) : Result.refused(ambiguous);
  }

  Finding find(HeaderReader.Lines lines, ProxyIdentity proxy) {
    return certificates.find(new Input(lines), proxy);
  }

  /** Explains the decision on a request without a certificate. */
  Decision explain(Decision decision, RequestFacts request) {
    return new MissingCertificate(format).explain(decision, request);
  }

  /** The rules by which the client binding reads the requests. */
  PeerRules peerRules() {
    return peerRules;
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
    public CacheKey key() {
      return new CacheKey.Lines(profile.name(), lines.certificate(), lines.chain());
    }

    @Override
    public RefusalKey refusalKey() {
      return RefusalKey.ofLines(profile.name(), lines.certificate(), lines.chain());
    }

    @Override
    public @Nullable Refusal excess() {
      return null;
    }

    @Override
    public Result<ForwardedCertificate> decode() {
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
    return positive || profile.client().pinned()
        ? null
        : new Refusal(Reason.VERDICT_NEGATIVE, format.verify() + " says '" + lines.verdict() + "'");
  }
}
