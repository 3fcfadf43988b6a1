package io.github.proxymtls.internal.binding;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.config.BindingRules;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.decision.Rejection;
import io.github.proxymtls.internal.path.TrustDecision;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The last stage: does the presented certificate belong to the OAuth client that uses it (RFC 8705
 * section 2), or to the token (section 3)? Only this package makes a {@link ClientIdentity}.
 */
public final class ClientBinding implements AutoCloseable {

  /**
   * A certificate and who presented it.
   *
   * @param certificate validated, or a candidate that only a pin can accept
   * @param source where it came from
   * @param proxy the proxy that vouched for it, or null for {@link ClientIdentity.Source#TLS}
   * @param profile the profile used, or null
   */
  public record Presented(
      TrustDecision.Presentable certificate,
      ClientIdentity.Source source,
      @Nullable ProxyIdentity proxy,
      @Nullable String profile) {}

  /** The clients, and the keys that they publish elsewhere. */
  private record Registered(Clients clients, ClientKeySets keySets) {}

  private final Registered registered;
  private final AccessTokens tokens;
  private final ClientAuthentication clientAuthentication;
  private final ProtectedResource protectedResource;

  private ClientBinding(
      BindingRules rules, Registered registered, AccessTokens tokens, Clock clock) {
    this.registered = registered;
    this.tokens = tokens;
    clientAuthentication =
        new ClientAuthentication(registered.clients(), rules.passOtherMethods(), clock);
    protectedResource = new ProtectedResource(rules.tokens(), tokens);
  }

  /**
   * Loads the registrations. Adds every problem instead of throwing; null after one.
   *
   * @param previous the binding of the same rules that this one replaces at a reload, or null; the
   *     keys that it fetched and the clients that it looked up stay in use
   */
  public static @Nullable ClientBinding load(
      BindingRules rules,
      BindingSources sources,
      @Nullable ClientBinding previous,
      Clock clock,
      Problems problems) {
    int before = problems.list().size();
    ClientKeySets keySets =
        previous == null
            ? new ClientKeySets(rules.registry().jwksAllowedHosts(), rules.jwksTimeToLive(), clock)
            : previous.registered.keySets();
    Clients clients =
        new ClientsLoader(rules.registry(), sources, keySets, problems)
            .load(previous == null ? null : previous.registered.clients());
    AccessTokens tokens =
        AccessTokens.load(
            rules, sources.tokenKeys(), previous == null ? null : previous.tokens, clock, problems);
    return problems.list().size() > before || tokens == null
        ? null
        : new ClientBinding(rules, new Registered(clients, keySets), tokens, clock);
  }

  /** Begins to fetch what the configuration names. Nothing was fetched before. */
  public void start() {
    tokens.start();
  }

  /** Ends all fetching, also for the bindings that this one replaced. */
  @Override
  public void close() {
    tokens.close();
    registered.keySets().close();
  }

  /**
   * Refuses what needs no certificate to refuse: the wrong method (405) and early data (425) where
   * clients authenticate; null where there is nothing to refuse.
   *
   * <p>{@code Early-Data} counts whatever its value: RFC 8470 section 5.1 wants several lines or an
   * invalid one taken for {@code 1}.
   */
  public Decision.@Nullable Rejected refusalBefore(EndpointKind where, RequestFacts request) {
    if (where != EndpointKind.CLIENT_AUTHENTICATION) {
      return null;
    }
    if (!request.method().equals("POST")) {
      return new Rejection(Reason.METHOD_NOT_ALLOWED, "expected POST", where);
    }
    return request.headers("Early-Data").isEmpty()
        ? null
        : new Rejection(Reason.EARLY_DATA, "Early-Data: present", where);
  }

  /**
   * Decides.
   *
   * @param presented null where there is no certificate
   * @param proxy the authenticated proxy, or null; told to an anonymous request
   * @param required true where a request without a certificate is rejected
   */
  public Decision decide(
      EndpointKind where,
      RequestFacts request,
      @Nullable Presented presented,
      @Nullable ProxyIdentity proxy,
      boolean required) {
    Attempt attempt = new Attempt(request, presented, proxy, required);
    return switch (where) {
      case PLAIN -> plain(attempt);
      case CLIENT_AUTHENTICATION -> clientAuthentication.decide(attempt);
      case PROTECTED_RESOURCE -> protectedResource.decide(attempt);
    };
  }

  private static Decision plain(Attempt attempt) {
    return attempt.presented() == null && attempt.required()
        ? new Rejection(Reason.CERTIFICATE_REQUIRED, "no certificate", EndpointKind.PLAIN)
        : attempt.withoutClient(EndpointKind.PLAIN);
  }
}
