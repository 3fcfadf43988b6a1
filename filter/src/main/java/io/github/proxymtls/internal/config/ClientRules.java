package io.github.proxymtls.internal.config;

import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules for the client certificate: {@code proxymtls.client.*}.
 *
 * @param required false if a request without a certificate continues anonymously
 * @param trustAnchors null only if validation is {@link Validation#PROXY}
 */
public record ClientRules(
    boolean required,
    Validation validation,
    @Nullable Resource trustAnchors,
    @Nullable Resource intermediates,
    boolean pinned,
    RevocationSettings revocation,
    ExtendedKeyUsageRule extendedKeyUsage,
    Allow allow,
    Principal principal) {

  /** {@code proxymtls.client.validation}. */
  public enum Validation {
    PKIX,
    PROXY
  }

  /** {@code proxymtls.client.principal}. */
  public enum Principal {
    SUBJECT_DN,
    SAN_URI,
    SAN_DNS,
    SAN_EMAIL,
    SHA256,
    NONE
  }

  /**
   * {@code proxymtls.client.allow.*}: at least one entry must match. If all lists are empty, every
   * certificate is allowed.
   */
  public record Allow(
      List<String> subjectDns,
      List<String> sanDns,
      List<String> sanUris,
      List<String> sanEmails,
      List<String> sha256) {}
}
