package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.config.ClientRules.Principal;
import io.github.proxymtls.internal.x509.CertificateNames;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The principal name of a leaf as {@code proxymtls.client.principal} defines it.
 *
 * @param value the name; null for {@code none}, or if there is not exactly one name
 * @param ambiguity why there is not exactly one name; null if there is, and for {@code none}
 */
record PrincipalName(@Nullable String value, @Nullable String ambiguity) {

  /**
   * Returns the name. A subject has the format of the container's principal (RFC 2253), and a
   * SHA-256 is in lower-case hexadecimal.
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
