package io.github.proxymtls;

import io.github.proxymtls.internal.proxy.ProxyAuthenticator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A proxy that proved who it is on this request. Only {@link ProxyAuthenticator} makes one. */
public final class ProxyIdentity {

  /** The request attribute that holds the identity of an authenticated proxy. */
  public static final String ATTRIBUTE = "io.github.proxymtls.ProxyIdentity";

  private final List<String> methods;
  private final String name;
  private final @Nullable String profile;

  public ProxyIdentity(List<String> methods, String name, @Nullable String profile) {
    this.methods = List.copyOf(methods);
    this.name = name;
    this.profile = profile;
  }

  /** The methods that succeeded, in the order {@code basic}, {@code mtls}, {@code address}. */
  public List<String> methods() {
    return methods;
  }

  /** The Basic user, else the value of the certificate rule that matched, else the CIDR block. */
  public String name() {
    return name;
  }

  /** The profile whose checks succeeded, or null where the configuration has none. */
  public @Nullable String profile() {
    return profile;
  }

  @Override
  public String toString() {
    return name + methods;
  }
}
