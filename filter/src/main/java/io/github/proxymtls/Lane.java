package io.github.proxymtls;

import io.github.proxymtls.CertificateStage.Finding;
import io.github.proxymtls.config.Profile;
import io.github.proxymtls.header.OurHeaders;
import io.github.proxymtls.proxy.ProxyIdentity;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way of the requests of one profile's proxies.
 *
 * <h2>Headers that only other profiles read are refused</h2>
 *
 * Nobody of this profile strips or sets them: they are a client's, or a proxy's that is set up for
 * another profile.
 */
final class Lane {

  private static final String AUTHORIZATION = "Authorization";

  private final Profile profile;
  private final OurHeaders own;
  private final @Nullable OurHeaders all;
  private final HeaderStage headers;

  /**
   * @param own the headers that this profile reads
   * @param all those of all profiles; null where this one is alone
   */
  Lane(Profile profile, OurHeaders own, @Nullable OurHeaders all, HeaderStage headers) {
    this.profile = profile;
    this.own = own;
    this.all = all;
    this.headers = headers;
  }

  boolean isOf(ProxyIdentity proxy) {
    return Objects.equals(profile.name(), proxy.profile());
  }

  boolean required() {
    return profile.client().required();
  }

  Finding find(PathKind where, RequestFacts request, ProxyIdentity proxy) {
    String foreign = all == null ? null : firstOfOthers(request, all);
    return foreign == null
        ? headers.find(where, request, proxy)
        : Finding.refused(
            Reason.HEADER_FOREIGN,
            foreign + " is read by another profile than " + profile.name() + " alone",
            where);
  }

  private @Nullable String firstOfOthers(RequestFacts request, OurHeaders ofAll) {
    for (String name : request.headerNames()) {
      if (ofAll.match(name) == OurHeaders.Match.OURS && own.match(name) != OurHeaders.Match.OURS) {
        return name;
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
