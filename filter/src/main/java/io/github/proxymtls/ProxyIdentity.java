package io.github.proxymtls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that was authenticated on this request. The request attribute {@value #ATTRIBUTE} holds
 * it. Only this library creates instances.
 */
public interface ProxyIdentity {

  /** The request attribute that holds the identity of an authenticated proxy. */
  String ATTRIBUTE = "io.github.proxymtls.ProxyIdentity";

  /**
   * Returns the methods that succeeded, in the order {@code basic}, {@code mtls}, {@code address}.
   */
  List<String> methods();

  /**
   * Returns the Basic user; otherwise the value of the certificate rule that matched; otherwise the
   * CIDR block.
   */
  String name();

  /** Returns the profile whose checks succeeded, or null if the configuration has no profiles. */
  @Nullable String profile();
}
