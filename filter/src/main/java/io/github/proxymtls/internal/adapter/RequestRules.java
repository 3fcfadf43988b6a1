package io.github.proxymtls.internal.adapter;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.config.Configuration;
import org.jspecify.annotations.Nullable;

/** The rules that hold for one request, from its first dispatch to its end. */
public interface RequestRules {

  /** The configuration. */
  Configuration configuration();

  /** True for the name of a header of any profile, which the application must not see. */
  boolean isOurs(@Nullable String name);

  /**
   * True for a header that the application must not see.
   *
   * @param proxy the authenticated proxy that sent it; null for everybody else
   */
  boolean hides(@Nullable String name, @Nullable ProxyIdentity proxy);

  /** Rejects a raw path that has more than one reading; null where it has one. */
  Decision.@Nullable Rejected refusalOfPath(String rawPath);

  /** Rejects a decoded path that a router may take for another one; null for every other path. */
  Decision.@Nullable Rejected refusalOfDecodedPath(String path);

  /** True where a path is included and not excluded. */
  boolean covers(String path);

  /** The kind of endpoint at a path. */
  EndpointKind kindOf(String path);

  /**
   * Decides for a request on a covered path. Bad input is never an exception: what is thrown is a
   * defect of the library, and the adapter rejects the request.
   */
  Decision decide(RequestFacts request);
}
