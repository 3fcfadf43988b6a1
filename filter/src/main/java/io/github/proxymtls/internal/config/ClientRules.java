package io.github.proxymtls.internal.config;

import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done with the certificate: {@code proxymtls.client.*}.
 *
 * @param required false where a request without a certificate goes on anonymously
 * @param trustAnchors null only where validation is {@link Validation#PROXY}
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

  /** {@code proxymtls.client.allow.*}: any one entry must match; all empty allows every one. */
  public record Allow(
      List<String> subjectDns,
      List<String> sanDns,
      List<String> sanUris,
      List<String> sanEmails,
      List<String> sha256) {}
}
