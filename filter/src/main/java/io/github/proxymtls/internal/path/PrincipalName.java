package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.config.ClientRules.Principal;
import io.github.proxymtls.internal.x509.CertificateNames;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The name of a leaf by {@code proxymtls.client.principal}.
 *
 * @param value null for {@code none}, and where the name is ambiguous
 * @param ambiguity why there is not exactly one name; null where there is, and for {@code none}
 */
record PrincipalName(@Nullable String value, @Nullable String ambiguity) {

  /**
   * The subject reads as the container's own principal does (RFC 2253); SHA-256 in lower-case hex.
   */
  static PrincipalName of(Principal rule, X509Certificate leaf, CertificateNames names) {
    return switch (rule) {
      case NONE -> new PrincipalName(null, null);
      case SHA256 -> new PrincipalName(hex(names.thumbprint()), null);
      case SUBJECT_DN ->
          names.subject().isEmpty()
              ? new PrincipalName(null, "the subject is empty")
              : new PrincipalName(leaf.getSubjectX500Principal().getName(), null);
      case SAN_URI -> only("URIs", names.uris());
      case SAN_DNS -> only("DNS names", names.dns());
      case SAN_EMAIL -> only("e-mail addresses", names.emails());
    };
  }

  private static PrincipalName only(String kind, List<String> names) {
    return names.size() == 1
        ? new PrincipalName(names.get(0), null)
        : new PrincipalName(null, names.size() + " " + kind + " in the subject alternative names");
  }

  private static String hex(String thumbprint) {
    return HexFormat.of().formatHex(Base64.getUrlDecoder().decode(thumbprint));
  }
}
