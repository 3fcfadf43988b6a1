package io.github.proxymtls.trust;

/**
 * One name that a certificate must hold, compared within its kind: exactly for {@code dNSName}
 * (ASCII case ignored), URI and e-mail (domain's ASCII case ignored), as octets for addresses, as
 * {@link DistinguishedName} for the subject, in constant time for SHA-256. No wildcards.
 */
public final class NameRule {

  /** The kinds of names. */
  public enum Kind {
    SUBJECT_DN,
    SAN_DNS,
    SAN_URI,
    SAN_IP,
    SAN_EMAIL,
    SHA256
  }

  private NameRule() {}

  /**
   * Reads a rule.
   *
   * @param value as configured; a SHA-256 is 64 hexadecimal digits (colons allowed) or base64url
   *     without padding
   * @throws IllegalArgumentException if the value is none of its kind; the message says why
   */
  public static NameRule of(Kind kind, String value) {
    throw new AssertionError();
  }

  /** The kind. */
  public Kind kind() {
    throw new AssertionError();
  }

  /** The value as configured. */
  public String value() {
    throw new AssertionError();
  }

  /** True where the certificate holds this name, in any SAN entry of the kind. */
  public boolean matches(CertificateNames names) {
    throw new AssertionError();
  }
}
