package io.github.proxymtls.internal.engine;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.binding.ClientBinding;
import io.github.proxymtls.internal.binding.PeerRules;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Rejection;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.engine.CertificateStage.Finding;
import io.github.proxymtls.internal.header.FoundHeaders;
import io.github.proxymtls.internal.header.HeaderReader;
import io.github.proxymtls.internal.header.ReservedHeaders;
import io.github.proxymtls.internal.proxy.ProxyAuthenticator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stages of a request: proxy, header, validation, binding. The first stage that refuses ends
 * it.
 *
 * <p>Of the headers of an unauthenticated peer only the names are read. Such a peer belongs to no
 * profile, so the strictest rules of all profiles apply to it.
 */
final class Pipeline {

  /**
   * What a snapshot has loaded.
   *
   * @param reservedHeaders those of all profiles
   * @param proxies null if only the container's own handshake counts
   * @param profiles one for each profile
   * @param direct for clients that connect directly over TLS; null where none may
   */
  record Stages(
      ReservedHeaders reservedHeaders,
      @Nullable ProxyAuthenticator proxies,
      List<ProfilePipeline> profiles,
      @Nullable TlsStage direct) {}

  private final Stages stages;
  private final ContainerCertificateHeaders containerHeaders;
  private final ClientBinding binding;
  private final PeerRules unauthenticatedPeers;

  Pipeline(Configuration configuration, Stages stages, ClientBinding binding) {
    ClientRules direct = configuration.direct();
    boolean certificateRequiredWithoutProxy =
        direct == null
            ? !configuration.all(profile -> !profile.client().required())
            : direct.required();
    this.stages = stages;
    this.containerHeaders = ContainerCertificateHeaders.of(configuration, stages.reservedHeaders());
    this.binding = binding;
    this.unauthenticatedPeers =
        new PeerRules(
            certificateRequiredWithoutProxy, false, configuration.all(Profile::reportOnly));
  }

  Decision decide(EndpointKind endpoint, RequestFacts request) {
    String name = containerHeaders.firstIn(request);
    if (name != null) {
      return containerHeader(name).at(endpoint, null);
    }
    ProxyAuthenticator proxies = stages.proxies();
    FoundHeaders headers = stages.reservedHeaders().find(request);
    return proxies == null
        ? withoutProxy(endpoint, request, headers)
        : decide(endpoint, request, headers, proxies);
  }

  private Decision decide(
      EndpointKind endpoint,
      RequestFacts request,
      FoundHeaders headers,
      ProxyAuthenticator proxies) {
    ProxyAuthenticator.Outcome outcome = proxies.authenticate(request);
    if (outcome instanceof ProxyAuthenticator.Outcome.Authenticated authenticated) {
      return fromProxy(endpoint, request, headers, authenticated.proxy());
    }
    var peer = (ProxyAuthenticator.Outcome.NotAuthenticated) outcome;
    if (peer.decides() || (!proxies.strips() && headers.hasReserved())) {
      return peer.refusal().at(endpoint, null);
    }
    // A proxy whose check failed is never a client; any other peer may be a client itself.
    TlsStage direct = stages.direct();
    String name = direct == null ? null : ContainerCertificateHeaders.ALL.firstIn(request);
    if (name != null) {
      return containerHeader(name).at(endpoint, null);
    }
    Decision decision =
        fromUnauthenticatedPeer(
            endpoint,
            request,
            direct == null || proxies.isProxyCertificate(request) ? null : direct);
    return MissingCertificate.explain(decision, request, peer.refusal().detail());
  }

  /** Decides on a request of a proxy that need not authenticate. */
  Decision decideFromProxy(EndpointKind endpoint, RequestFacts request, ProxyIdentity proxy) {
    String name = containerHeaders.firstIn(request);
    return name == null
        ? fromProxy(endpoint, request, stages.reservedHeaders().find(request), proxy)
        : containerHeader(name).at(endpoint, null);
  }

  /** Returns true for a companion header that the application sees if this proxy sends it. */
  boolean passes(String header, ProxyIdentity proxy) {
    return pipelineOf(proxy).passes(header);
  }

  private static Refusal containerHeader(String name) {
    return new Refusal(
        Reason.HEADER_FOREIGN,
        "another component may read " + name + " as the certificate of the TLS connection");
  }

  /** Names and lines first, then the method and early data; only then is a value decoded. */
  private Decision fromProxy(
      EndpointKind endpoint, RequestFacts request, FoundHeaders headers, ProxyIdentity proxy) {
    ProfilePipeline profile = pipelineOf(proxy);
    Result<HeaderReader.Lines> lines = profile.lines(headers);
    Refusal refusal =
        lines == null || lines.refusal() == null
            ? binding.refusalBefore(endpoint, request)
            : lines.refusal();
    if (refusal != null) {
      return refusal.at(endpoint, proxy);
    }
    Finding finding = lines == null ? Finding.NONE : profile.find(lines.value(), proxy);
    if (finding.refusal() != null) {
      return finding.refusal().at(endpoint, proxy);
    }
    Decision decision =
        binding.decide(endpoint, request, finding.presented(), proxy, profile.peerRules());
    finding.learn(decision);
    if (finding.presented() == null) {
      decision = profile.explain(decision, request);
    }
    return decision instanceof Rejection rejection
        ? rejection.withCertificate(finding.described())
        : decision;
  }

  private ProfilePipeline pipelineOf(ProxyIdentity proxy) {
    for (int i = 0; i < stages.profiles().size(); i++) {
      ProfilePipeline profile = stages.profiles().get(i);
      if (profile.isOf(proxy)) {
        return profile;
      }
    }
    throw new IllegalStateException("a proxy of no profile");
  }

  private Decision withoutProxy(EndpointKind endpoint, RequestFacts request, FoundHeaders headers) {
    if (headers.hasReserved()) {
      return new Refusal(Reason.PROXY_UNEXPECTED, "client.source=tls, and no proxy is configured")
          .at(endpoint, null);
    }
    return fromUnauthenticatedPeer(endpoint, request, stages.direct());
  }

  private Decision fromUnauthenticatedPeer(
      EndpointKind endpoint, RequestFacts request, @Nullable TlsStage direct) {
    Refusal refusal = binding.refusalBefore(endpoint, request);
    if (refusal != null) {
      return refusal.at(endpoint, null);
    }
    Finding finding = direct == null ? Finding.NONE : direct.find(request);
    if (finding.refusal() != null) {
      return finding.refusal().at(endpoint, null);
    }
    Decision decision =
        binding.decide(endpoint, request, finding.presented(), null, unauthenticatedPeers);
    finding.learn(decision);
    return decision instanceof Rejection rejection
        ? rejection.withCertificate(finding.described())
        : decision;
  }
}
