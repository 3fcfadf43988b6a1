package io.github.proxymtls.internal.engine;

import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.binding.PeerRules;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.engine.CertificateStage.Finding;
import io.github.proxymtls.internal.header.HeaderReader;
import io.github.proxymtls.internal.header.ReservedHeaders;
import io.github.proxymtls.internal.header.ScannedRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way of the requests that the proxies of one profile send.
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
   * @param position the position of the profile among all profiles
   * @param own the headers that it reads
   * @param all those of all profiles
   * @param passed the companion headers that the application sees
   */
  record Names(int position, ReservedHeaders own, ReservedHeaders all, ReservedHeaders passed) {}

  private static final String AUTHORIZATION = "Authorization";

  private final Profile profile;
  private final Names names;
  private final HeaderStage headers;
  private final PeerRules peerRules;

  ProfilePipeline(Profile profile, Names names, HeaderStage headers) {
    this.profile = profile;
    this.names = names;
    this.headers = headers;
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

  /** Returns the headers that the profile reads. */
  ReservedHeaders ownHeaders() {
    return names.own();
  }

  /** Checks the names and lines of the headers; decodes nothing. */
  HeaderReader.Found lines(ScannedRequest request) {
    String other = request.mayHaveForeign(names.position()) ? otherProfileHeader(request) : null;
    if (other != null) {
      return new HeaderReader.Refused(
          Reason.HEADER_FOREIGN,
          other + " is read by another profile than " + profile.name() + " alone");
    }
    HeaderReader.Refused ambiguous =
        request.has(ReservedHeaders.Match.COMPANION) ? ambiguousCompanion(request) : null;
    return ambiguous == null ? headers.lines(request) : ambiguous;
  }

  Finding find(HeaderReader.Lines lines, ProxyIdentity proxy) {
    return headers.find(lines, proxy);
  }

  /** Explains the decision on a request without a certificate. */
  Decision explain(Decision decision, RequestFacts request) {
    return headers.missing().explain(decision, request);
  }

  private @Nullable String otherProfileHeader(RequestFacts request) {
    for (String name : request.headerNames()) {
      if (names.all().match(name) == ReservedHeaders.Match.RESERVED
          && names.own().match(name) != ReservedHeaders.Match.RESERVED) {
        return name;
      }
    }
    return null;
  }

  private HeaderReader.@Nullable Refused ambiguousCompanion(RequestFacts request) {
    for (String name : request.headerNames()) {
      ReservedHeaders.Match match = names.passed().match(name);
      if (match == ReservedHeaders.Match.TWIN) {
        return new HeaderReader.Refused(Reason.HEADER_TWIN, "twin of a companion header: " + name);
      }
      if (match == ReservedHeaders.Match.RESERVED && request.headers(name).size() > 1) {
        return new HeaderReader.Refused(
            Reason.HEADER_DUPLICATE, name + ": several lines of a companion header");
      }
    }
    return null;
  }

  /** The rules by which the client binding reads the requests. */
  PeerRules peerRules() {
    return peerRules;
  }
}
