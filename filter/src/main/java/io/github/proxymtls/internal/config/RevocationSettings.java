package io.github.proxymtls.internal.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The revocation settings: {@code proxymtls.client.revocation.*}.
 *
 * @param methods the methods in the order in which they are tried; empty to turn revocation off
 * @param timeout the maximum time that a request waits for revocation information in total
 * @param acceptsUnavailable true if a certificate passes when no revocation information is
 *     available
 */
public record RevocationSettings(
    List<Method> methods, Lists lists, Ocsp ocsp, Duration timeout, boolean acceptsUnavailable) {

  /** Revocation is not checked. */
  public static final RevocationSettings OFF =
      new RevocationSettings(
          List.of(),
          new Lists(List.of(), List.of()),
          new Ocsp(null, List.of(), false),
          Duration.ofSeconds(2),
          false);

  /** Makes a defensive copy of the methods. */
  public RevocationSettings {
    methods = List.copyOf(methods);
  }

  /** {@code proxymtls.client.revocation.methods}. */
  public enum Method {
    OCSP,
    CRL
  }

  /** The locations of CRLs: {@code proxymtls.client.revocation.crls}. */
  public record Lists(List<Resource> files, List<URI> urls) {

    /** Makes defensive copies. */
    public Lists {
      files = List.copyOf(files);
      urls = List.copyOf(urls);
    }
  }

  /**
   * The OCSP responders.
   *
   * @param responder the responder for every certificate; null if each certificate names its own
   * @param allowedHosts the hosts that a certificate may name, in lower case, with or without a
   *     port
   * @param privateAddresses true if these hosts may have addresses that are not public
   */
  public record Ocsp(@Nullable URI responder, List<String> allowedHosts, boolean privateAddresses) {

    /** Makes a defensive copy of the hosts. */
    public Ocsp {
      allowedHosts = List.copyOf(allowedHosts);
    }
  }
}
