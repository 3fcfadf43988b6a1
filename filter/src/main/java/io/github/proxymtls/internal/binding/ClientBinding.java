package io.github.proxymtls.internal.binding;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.binding.registry.ClientKeySets;
import io.github.proxymtls.internal.binding.registry.Clients;
import io.github.proxymtls.internal.binding.registry.ClientsLoader;
import io.github.proxymtls.internal.binding.token.AccessTokens;
import io.github.proxymtls.internal.config.BindingRules;
import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last stage: checks whether the certificate belongs to the OAuth client that uses it (RFC 8705
 * section 2), or to the token (section 3). Only this package creates a {@link ClientIdentity}.
 */
public final class ClientBinding implements AutoCloseable {

  /** The registered clients and the key sets that they publish. */
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
   * Loads the registrations. Adds every problem to {@code problems}; returns null if there is one.
   *
   * @param previous the binding of the same rules that this one replaces at a reload, or null. Its
   *     fetched keys and cached registrations stay in use
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
            ? new ClientKeySets(
                rules.registry().jwksAllowedHosts(), rules.jwksTimeToLive(), clock, sources.watch())
            : previous.registered.keySets();
    Clients clients =
        new ClientsLoader(rules.registry(), sources.ofClients(), keySets, problems)
            .load(previous == null ? null : previous.registered.clients());
    AccessTokens tokens =
        AccessTokens.load(
            rules, sources.ofTokens(), previous == null ? null : previous.tokens, clock, problems);
    return problems.list().size() > before || tokens == null
        ? null
        : new ClientBinding(rules, new Registered(clients, keySets), tokens, clock);
  }

  /** Returns an entry for each registration of a file. */
  public List<FileEntry> entries() {
    return registered.clients().entries();
  }

  /** Starts to fetch the key sets that the configuration names. Nothing is fetched before. */
  public void start() {
    tokens.start();
  }

  /** Stops all fetching, including that of the bindings that this one replaced. */
  @Override
  public void close() {
    tokens.close();
    registered.keySets().close();
  }

  /**
   * Rejects a request whose rejection needs no certificate: another method than POST (405) and
   * early data (425) on a client-authentication path. Returns null otherwise.
   *
   * <p>Any value of {@code Early-Data} counts: by RFC 8470 section 5.1, several lines or an invalid
   * line mean {@code 1}.
   */
  public @Nullable Refusal refusalBefore(EndpointKind endpoint, RequestFacts request) {
    if (endpoint != EndpointKind.CLIENT_AUTHENTICATION) {
      return null;
    }
    if (!request.method().equals("POST")) {
      return new Refusal(Reason.METHOD_NOT_ALLOWED, "expected POST");
    }
    return request.headers("Early-Data").isEmpty()
        ? null
        : new Refusal(Reason.EARLY_DATA, "Early-Data: present");
  }

  /**
   * Decides on the request.
   *
   * @param presented the certificate, or null
   * @param proxy the authenticated proxy, or null; the decision names it
   * @param rules the rules for the peer
   */
  public Decision decide(
      EndpointKind endpoint,
      RequestFacts request,
      @Nullable ReceivedCertificate presented,
      @Nullable ProxyIdentity proxy,
      PeerRules rules) {
    Attempt attempt = new Attempt(request, presented, proxy, rules);
    Result<Decision> result =
        switch (endpoint) {
          case PLAIN -> plain(attempt);
          case CLIENT_AUTHENTICATION -> clientAuthentication.decide(attempt);
          case PROTECTED_RESOURCE -> protectedResource.decide(attempt);
        };
    Refusal refusal = result.refusal();
    return refusal == null ? result.value() : refusal.at(endpoint, proxy);
  }

  private static Result<Decision> plain(Attempt attempt) {
    return attempt.presented() == null && attempt.required()
        ? Result.refused(Reason.CERTIFICATE_REQUIRED, "no certificate")
        : attempt.withoutClient();
  }
}
