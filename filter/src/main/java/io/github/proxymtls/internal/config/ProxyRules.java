package io.github.proxymtls.internal.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The authentication of the proxy: {@code proxymtls.proxy.*}.
 *
 * @param methods the methods, all of which must succeed; empty only with {@code
 *     insecure-trust-any-peer}
 */
public record ProxyRules(
    Set<Method> methods,
    @Nullable Basic basic,
    @Nullable Mtls mtls,
    @Nullable Address address,
    UntrustedPeer untrustedPeer) {

  /** {@code proxymtls.proxy.authentication}. */
  public enum Method {
    BASIC,
    MTLS,
    ADDRESS
  }

  /** {@code proxymtls.proxy.untrusted-peer}. */
  public enum UntrustedPeer {
    REJECT,
    STRIP
  }

  /**
   * {@code proxymtls.proxy.basic.*}: a file, one inline user, or both.
   *
   * @param header the header of the credential
   */
  public record Basic(
      String header,
      @Nullable Resource usersFile,
      @Nullable String user,
      @Nullable String passwordHash) {}

  /**
   * {@code proxymtls.proxy.mtls.*}; every kind that is set must match, by any one of its values.
   */
  public record Mtls(
      Resource trustAnchors,
      List<String> subjectDns,
      List<String> sanDns,
      List<String> sanUris,
      List<String> sha256) {}

  /** {@code proxymtls.proxy.address.allow}: CIDR blocks as configured. */
  public record Address(List<String> allow) {}
}
