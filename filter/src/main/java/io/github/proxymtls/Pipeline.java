package io.github.proxymtls;

import io.github.proxymtls.CertificateStage.Finding;
import io.github.proxymtls.binding.ClientBinding;
import io.github.proxymtls.config.Configuration;
import io.github.proxymtls.config.Configuration.Source;
import io.github.proxymtls.config.ProxyRules;
import io.github.proxymtls.header.OurHeaders;
import io.github.proxymtls.proxy.ProxyAuthenticator;
import io.github.proxymtls.proxy.ProxyIdentity;
import org.jspecify.annotations.Nullable;

/**
 * One request's way: proxy, header, trust, binding. The first stage that refuses ends it.
 *
 * <p>Nothing of an unauthenticated peer's headers is read beyond their names.
 */
final class Pipeline {

  private final Source source;
  private final boolean required;
  private final boolean strip;
  private final @Nullable String credential;
  private final OurHeaders ourHeaders;
  private final ForeignHeaders foreignHeaders;
  private final @Nullable ProxyAuthenticator authenticator;
  private final CertificateStage certificates;
  private final ClientBinding binding;

  Pipeline(
      Configuration configuration,
      OurHeaders ourHeaders,
      @Nullable ProxyAuthenticator authenticator,
      CertificateStage certificates,
      ClientBinding binding) {
    ProxyRules proxy = configuration.proxy();
    this.source = configuration.source();
    this.required = configuration.client().required();
    this.strip = proxy != null && proxy.untrustedPeer() == ProxyRules.UntrustedPeer.STRIP;
    this.credential = proxy == null || proxy.basic() == null ? null : proxy.basic().header();
    this.ourHeaders = ourHeaders;
    this.foreignHeaders = new ForeignHeaders(configuration, ourHeaders);
    this.authenticator = authenticator;
    this.certificates = certificates;
    this.binding = binding;
  }

  Decision decide(PathKind where, RequestFacts request) {
    String foreign = foreignHeaders.firstIn(request);
    if (foreign != null) {
      return new Decision.Rejected(
          Reason.HEADER_FOREIGN,
          "another component may read " + foreign + " as the certificate of the TLS connection",
          where);
    }
    return authenticator == null
        ? withoutProxy(where, request)
        : decide(where, request, authenticator);
  }

  private Decision decide(PathKind where, RequestFacts request, ProxyAuthenticator proxies) {
    ProxyAuthenticator.Outcome outcome = proxies.authenticate(request);
    if (outcome instanceof ProxyAuthenticator.Outcome.Refused refused) {
      return new Decision.Rejected(refused.reason(), refused.detail(), where);
    }
    if (outcome instanceof ProxyAuthenticator.Outcome.Authenticated authenticated) {
      return fromProxy(where, request, authenticated.proxy());
    }
    var stranger = (ProxyAuthenticator.Outcome.NotAuthenticated) outcome;
    if (!strip && sendsOurs(request)) {
      return new Decision.Rejected(stranger.reason(), stranger.detail(), where);
    }
    // A proxy whose check failed is never a client; any other peer speaks for itself.
    return source == Source.HEADER_OR_TLS && !proxies.isProxyCertificate(request)
        ? finish(where, request, certificates.fromTls(where, request), null)
        : finish(where, request, Finding.NONE, null);
  }

  private Decision fromProxy(PathKind where, RequestFacts request, ProxyIdentity proxy) {
    Decision decision =
        finish(where, request, certificates.fromHeaders(where, request, proxy), proxy);
    return decision instanceof Decision.Rejected rejected ? rejected.behind(proxy) : decision;
  }

  private Decision withoutProxy(PathKind where, RequestFacts request) {
    if (sendsOurs(request)) {
      return new Decision.Rejected(
          Reason.PROXY_UNEXPECTED, "client.source=tls, and no proxy is configured", where);
    }
    return finish(where, request, certificates.fromTls(where, request), null);
  }

  private Decision finish(
      PathKind where, RequestFacts request, Finding finding, @Nullable ProxyIdentity proxy) {
    Decision.Rejected before = binding.refusalBefore(where, request);
    if (before != null) {
      return before;
    }
    if (finding.refusal() != null) {
      return finding.refusal();
    }
    boolean proxys = proxy != null && "Authorization".equalsIgnoreCase(credential);
    RequestFacts clients = proxys ? new WithoutCredential(request, "Authorization") : request;
    return binding.decide(where, clients, finding.presented(), proxy, required);
  }

  private boolean sendsOurs(RequestFacts request) {
    for (String name : request.headerNames()) {
      if (ourHeaders.match(name) != OurHeaders.Match.FOREIGN) {
        return true;
      }
    }
    return false;
  }
}
