package io.github.proxymtls.internal.engine;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.binding.ClientBinding;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.decision.Rejection;
import io.github.proxymtls.internal.engine.CertificateStage.Finding;
import io.github.proxymtls.internal.header.ReservedHeaders;
import io.github.proxymtls.internal.proxy.ProxyAuthenticator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request's way: proxy, header, trust, binding. The first stage that refuses ends it.
 *
 * <p>Nothing of an unauthenticated peer's headers is read beyond their names. Such a peer belongs
 * to no profile, and the strictest rules of all profiles hold for it.
 */
final class Pipeline {

  /**
   * What a snapshot has loaded.
   *
   * @param reservedHeaders those of all profiles
   * @param proxies null where the container's own handshake alone counts
   * @param lanes one for each profile
   * @param direct for peers that speak for themselves; null where none may
   */
  record Stages(
      ReservedHeaders reservedHeaders,
      @Nullable ProxyAuthenticator proxies,
      List<ProfilePipeline> lanes,
      @Nullable TlsStage direct) {}

  private final Stages stages;
  private final ContainerCertificateHeaders foreignHeaders;
  private final ClientBinding binding;
  private final boolean strangersRequired;
  private final boolean nothingEnforced;

  Pipeline(Configuration configuration, Stages stages, ClientBinding binding) {
    ClientRules direct = configuration.direct();
    this.stages = stages;
    this.foreignHeaders = new ContainerCertificateHeaders(configuration, stages.reservedHeaders());
    this.binding = binding;
    this.strangersRequired =
        direct == null
            ? !configuration.all(profile -> !profile.client().required())
            : direct.required();
    this.nothingEnforced = configuration.all(Profile::reportOnly);
  }

  Decision decide(EndpointKind where, RequestFacts request) {
    String foreign = foreignHeaders.firstIn(request);
    if (foreign != null) {
      return foreign(where, foreign);
    }
    ProxyAuthenticator proxies = stages.proxies();
    return proxies == null ? withoutProxy(where, request) : decide(where, request, proxies);
  }

  private Decision decide(EndpointKind where, RequestFacts request, ProxyAuthenticator proxies) {
    ProxyAuthenticator.Outcome outcome = proxies.authenticate(request);
    if (outcome instanceof ProxyAuthenticator.Outcome.Refused refused) {
      return new Rejection(refused.reason(), refused.detail(), where);
    }
    if (outcome instanceof ProxyAuthenticator.Outcome.Authenticated authenticated) {
      return fromProxy(where, request, authenticated.proxy());
    }
    var stranger = (ProxyAuthenticator.Outcome.NotAuthenticated) outcome;
    if (!proxies.strips() && sendsOurs(request)) {
      return new Rejection(stranger.reason(), stranger.detail(), where);
    }
    // A proxy whose check failed is never a client; any other peer speaks for itself.
    TlsStage direct = stages.direct();
    if (direct == null) {
      return fromStranger(where, request, null);
    }
    String foreign = foreignHeaders.firstInStrangers(request);
    return foreign == null
        ? fromStranger(where, request, proxies.isProxyCertificate(request) ? null : direct)
        : foreign(where, foreign);
  }

  /** True for a companion header that the application sees, where this proxy sends it. */
  boolean passes(String header, ProxyIdentity proxy) {
    return lane(proxy).passes(header);
  }

  private static Decision foreign(EndpointKind where, String name) {
    return new Rejection(
        Reason.HEADER_FOREIGN,
        "another component may read " + name + " as the certificate of the TLS connection",
        where);
  }

  private Decision fromProxy(EndpointKind where, RequestFacts request, ProxyIdentity proxy) {
    ProfilePipeline lane = lane(proxy);
    Finding finding = lane.find(where, request, proxy);
    Decision decision = refusalBefore(where, request, finding);
    if (decision == null) {
      RequestFacts client = lane.clientFacts(request);
      decision = binding.decide(where, client, finding.presented(), proxy, lane.required());
      finding.learn(decision);
    }
    return decision instanceof Rejection rejection ? rejection.from(proxy) : decision;
  }

  private ProfilePipeline lane(ProxyIdentity proxy) {
    for (ProfilePipeline lane : stages.lanes()) {
      if (lane.isOf(proxy)) {
        return lane;
      }
    }
    throw new IllegalStateException("a proxy of no profile");
  }

  private Decision withoutProxy(EndpointKind where, RequestFacts request) {
    if (sendsOurs(request)) {
      return new Rejection(
          Reason.PROXY_UNEXPECTED, "client.source=tls, and no proxy is configured", where);
    }
    return fromStranger(where, request, stages.direct());
  }

  private Decision fromStranger(
      EndpointKind where, RequestFacts request, @Nullable TlsStage direct) {
    Finding finding = direct == null ? Finding.NONE : direct.find(where, request);
    Decision refusal = refusalBefore(where, request, finding);
    if (refusal != null) {
      return refusal;
    }
    RequestFacts client = nothingEnforced ? new ClientFacts(request, null, true) : request;
    Decision decision = binding.decide(where, client, finding.presented(), null, strangersRequired);
    finding.learn(decision);
    return decision;
  }

  private @Nullable Decision refusalBefore(
      EndpointKind where, RequestFacts request, Finding finding) {
    Decision.Rejected before = binding.refusalBefore(where, request);
    return before == null ? finding.refusal() : before;
  }

  private boolean sendsOurs(RequestFacts request) {
    for (String name : request.headerNames()) {
      if (stages.reservedHeaders().match(name) != ReservedHeaders.Match.FOREIGN) {
        return true;
      }
    }
    return false;
  }
}
