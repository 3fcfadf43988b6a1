package io.github.proxymtls.internal.engine;

import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.engine.CertificateStage.Finding;
import io.github.proxymtls.internal.header.ReservedHeaders;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way of the requests of one profile's proxies.
 *
 * <h2>Headers that only other profiles read are refused</h2>
 *
 * Nobody of this profile strips or sets them: they are a client's, or a proxy's that is set up for
 * another profile.
 *
 * <h2>Companion headers that the application sees are unambiguous</h2>
 *
 * The application reads them, so that two lines, or a twin, are refused as for the headers that the
 * filter reads. Companion headers that it does not see are nobody's, and refuse nothing.
 */
final class ProfilePipeline {

  /**
   * The headers that matter to one profile.
   *
   * @param own those that it reads
   * @param all those of all profiles; null where this one is alone
   * @param passed the companion headers that the application sees
   */
  record Names(ReservedHeaders own, @Nullable ReservedHeaders all, ReservedHeaders passed) {}

  private static final String AUTHORIZATION = "Authorization";

  private final Profile profile;
  private final Names names;
  private final HeaderStage headers;

  ProfilePipeline(Profile profile, Names names, HeaderStage headers) {
    this.profile = profile;
    this.names = names;
    this.headers = headers;
  }

  boolean isOf(ProxyIdentity proxy) {
    return Objects.equals(profile.name(), proxy.profile());
  }

  /** True for a companion header that the application sees, where the proxy sends it. */
  boolean passes(String header) {
    return names.passed().match(header) == ReservedHeaders.Match.RESERVED;
  }

  boolean required() {
    return profile.client().required();
  }

  Finding find(EndpointKind where, RequestFacts request, ProxyIdentity proxy) {
    String foreign = names.all() == null ? null : firstOfOthers(request, names.all());
    if (foreign != null) {
      return Finding.refused(
          Reason.HEADER_FOREIGN,
          foreign + " is read by another profile than " + profile.name() + " alone",
          where);
    }
    Finding ambiguous = ambiguousCompanion(request, where);
    return ambiguous == null ? headers.find(where, request, proxy) : ambiguous;
  }

  private @Nullable String firstOfOthers(RequestFacts request, ReservedHeaders ofAll) {
    for (String name : request.headerNames()) {
      if (ofAll.match(name) == ReservedHeaders.Match.RESERVED
          && names.own().match(name) != ReservedHeaders.Match.RESERVED) {
        return name;
      }
    }
    return null;
  }

  private @Nullable Finding ambiguousCompanion(RequestFacts request, EndpointKind where) {
    for (String name : request.headerNames()) {
      ReservedHeaders.Match match = names.passed().match(name);
      if (match == ReservedHeaders.Match.TWIN) {
        return Finding.refused(Reason.HEADER_TWIN, "twin of a companion header: " + name, where);
      }
      if (match == ReservedHeaders.Match.RESERVED && request.headers(name).size() > 1) {
        return Finding.refused(
            Reason.HEADER_DUPLICATE, name + ": several lines of a companion header", where);
      }
    }
    return null;
  }

  /** What the client binding may see: not the proxy's own {@code Authorization}. */
  RequestFacts clientFacts(RequestFacts request) {
    boolean hidden = AUTHORIZATION.equalsIgnoreCase(profile.credentialHeader());
    return hidden || profile.reportOnly()
        ? new ClientFacts(request, hidden ? AUTHORIZATION : null, profile.reportOnly())
        : request;
  }
}
