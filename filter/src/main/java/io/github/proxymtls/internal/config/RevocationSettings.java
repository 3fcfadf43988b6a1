package io.github.proxymtls.internal.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How revocation is checked: {@code proxymtls.client.revocation.*}.
 *
 * @param methods in the order in which they are asked; empty for none
 * @param timeout what a request may wait for answers in total
 * @param acceptsUnavailable true where a certificate passes about which no authority said anything
 */
public record RevocationSettings(
    List<Method> methods, Lists lists, Ocsp ocsp, Duration timeout, boolean acceptsUnavailable) {

  /** Nobody is asked. */
  public static final RevocationSettings OFF =
      new RevocationSettings(
          List.of(),
          new Lists(List.of(), List.of()),
          new Ocsp(null, List.of(), false),
          Duration.ofSeconds(2),
          false);

  /** Copies the methods. */
  public RevocationSettings {
    methods = List.copyOf(methods);
  }

  /** {@code proxymtls.client.revocation.methods}. */
  public enum Method {
    OCSP,
    CRL
  }

  /** Where CRLs are: {@code proxymtls.client.revocation.crls}. */
  public record Lists(List<Resource> files, List<URI> urls) {

    /** Copies both. */
    public Lists {
      files = List.copyOf(files);
      urls = List.copyOf(urls);
    }
  }

  /**
   * Which OCSP responders are asked.
   *
   * @param responder that is asked about every certificate; null where the certificate names it
   * @param allowedHosts hosts, in lower case, that a certificate may name; with a port or without
   * @param privateAddresses true where these hosts may be at addresses that are not public
   */
  public record Ocsp(@Nullable URI responder, List<String> allowedHosts, boolean privateAddresses) {

    /** Copies the hosts. */
    public Ocsp {
      allowedHosts = List.copyOf(allowedHosts);
    }
  }
}
