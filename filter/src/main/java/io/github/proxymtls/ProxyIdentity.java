package io.github.proxymtls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that proved who it is on this request. Found under the request attribute {@value
 * #ATTRIBUTE}; only this library makes one.
 */
public interface ProxyIdentity {

  /** The request attribute that holds the identity of an authenticated proxy. */
  String ATTRIBUTE = "io.github.proxymtls.ProxyIdentity";

  /** The methods that succeeded, in the order {@code basic}, {@code mtls}, {@code address}. */
  List<String> methods();

  /** The Basic user, else the value of the certificate rule that matched, else the CIDR block. */
  String name();

  /** The profile whose checks succeeded, or null where the configuration has none. */
  @Nullable String profile();
}
