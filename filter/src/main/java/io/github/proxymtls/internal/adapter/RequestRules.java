package io.github.proxymtls.internal.adapter;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.config.Configuration;
import org.jspecify.annotations.Nullable;

/** The rules for one request, from its first dispatch to its end. */
public interface RequestRules {

  /** Returns the configuration. */
  Configuration configuration();

  /** Returns true for the name of a header of any profile, which the application must not see. */
  boolean isReserved(@Nullable String name);

  /**
   * Returns true for a header that the application must not see.
   *
   * @param proxy the authenticated proxy that sent it, or null
   */
  boolean hides(@Nullable String name, @Nullable ProxyIdentity proxy);

  /** Rejects a raw path that is ambiguous; returns null otherwise. */
  Decision.@Nullable Rejected refusalOfPath(String rawPath);

  /** Rejects a decoded path that a router may treat as another one; returns null otherwise. */
  Decision.@Nullable Rejected refusalOfDecodedPath(String path);

  /** Returns the kind of endpoint at a decoded path; null if the path is not covered. */
  @Nullable EndpointKind endpoint(String path);

  /**
   * Decides on a request for a covered path. Malformed input never causes an exception. An
   * exception is a defect of the library; the adapter then rejects the request.
   *
   * @param endpoint the kind of endpoint at the path
   */
  Decision decide(EndpointKind endpoint, RequestFacts request);

  /**
   * Decides on a request as if this proxy had sent it and were authenticated. This is for tools:
   * the request itself does not authenticate its sender.
   *
   * @param proxy of a configured profile
   */
  Decision decideFromProxy(EndpointKind endpoint, RequestFacts request, ProxyIdentity proxy);
}
