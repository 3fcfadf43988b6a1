package io.github.proxymtls.proxy;

import java.util.List;

/** A proxy that proved who it is on this request. Only {@link ProxyAuthenticator} makes one. */
public final class ProxyIdentity {

  /** The request attribute that holds the identity of an authenticated proxy. */
  public static final String ATTRIBUTE = "io.github.proxymtls.ProxyIdentity";

  private final List<String> methods;
  private final String name;

  ProxyIdentity(List<String> methods, String name) {
    this.methods = List.copyOf(methods);
    this.name = name;
  }

  /** The methods that succeeded, in the order {@code basic}, {@code mtls}, {@code address}. */
  public List<String> methods() {
    return methods;
  }

  /** The Basic user, else the value of the certificate rule that matched, else the CIDR block. */
  public String name() {
    return name;
  }

  @Override
  public String toString() {
    return name + methods;
  }
}
