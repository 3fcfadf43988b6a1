package io.github.proxymtls.internal.x509;

import io.github.proxymtls.internal.address.IpAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A name that a certificate must have, compared by its kind. A {@code dNSName} is compared ignoring
 * ASCII case, a URI character by character without normalisation, an e-mail address exactly except
 * for the ASCII case of its domain, an IP address by its octets, the subject as {@link
 * DistinguishedName} describes, and a SHA-256 in constant time. There are no wildcards.
 */
public final class NameRule {

  /** The kind of a name. */
  public enum Kind {
    SUBJECT_DN,
    SAN_DNS,
    SAN_URI,
    SAN_IP,
    SAN_EMAIL,
    SHA256
  }

  private final Kind kind;
  private final String value;
  private final Predicate<CertificateNames> test;

  private NameRule(Kind kind, String value, Predicate<CertificateNames> test) {
    this.kind = kind;
    this.value = value;
    this.test = test;
  }

  /**
   * Creates a rule.
   *
   * @param value the configured value; a SHA-256 is 64 hexadecimal digits (with a colon between all
   *     octets, or without colons) or base64url without padding
   * @throws IllegalArgumentException if the value is not valid for its kind; the message says why
   */
  public static NameRule of(Kind kind, String value) {
    return new NameRule(
        kind,
        value,
        switch (kind) {
          case SUBJECT_DN -> subject(value);
          case SAN_DNS -> dns(value);
          case SAN_URI -> uri(value);
          case SAN_IP -> ip(value);
          case SAN_EMAIL -> email(value);
          case SHA256 -> sha256(value);
        });
  }

  private static Predicate<CertificateNames> subject(String value) {
    DistinguishedName expected = DistinguishedName.parse(value);
    if (expected.isEmpty()) {
      throw new IllegalArgumentException("an empty name would match every empty subject");
    }
    return names -> names.subject().equals(expected);
  }

  private static Predicate<CertificateNames> dns(String value) {
    String flaw = DnsNames.flaw(value);
    if (flaw != null) {
      throw new IllegalArgumentException(flaw + "; expected letters, digits, hyphens and dots");
    }
    Predicate<String> same = name -> Ascii.equalsIgnoreCase(name, value);
    return names -> any(names.dns(), same);
  }

  private static Predicate<CertificateNames> uri(String value) {
    int colon = value.indexOf(':');
    if (colon < 1 || !Ascii.isText(value)) {
      throw new IllegalArgumentException("expected an absolute URI in ASCII");
    }
    return names -> names.uris().contains(value);
  }

  private static Predicate<CertificateNames> email(String value) {
    int at = value.lastIndexOf('@');
    if (at < 1 || at == value.length() - 1 || !Ascii.isText(value)) {
      throw new IllegalArgumentException("expected local-part@domain in ASCII");
    }
    String local = value.substring(0, at + 1);
    String domain = value.substring(at + 1);
    Predicate<String> same =
        name ->
            name.lastIndexOf('@') == at
                && name.startsWith(local)
                && Ascii.equalsIgnoreCaseFrom(name, at + 1, domain);
    return names -> any(names.emails(), same);
  }

  private static Predicate<CertificateNames> ip(String value) {
    byte[] octets = ipOctets(value);
    return names -> names.hasIp(octets);
  }

  /** Avoids streams and iterators, because rules are evaluated for every request. */
  private static boolean any(List<String> names, Predicate<String> test) {
    for (int i = 0; i < names.size(); i++) {
      if (test.test(names.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static byte[] ipOctets(String literal) {
    IpAddress address = IpAddress.parse(literal);
    if (address == null) {
      throw new IllegalArgumentException("expected an IPv4 or IPv6 address");
    }
    return address.octets();
  }

  private static Predicate<CertificateNames> sha256(String value) {
    byte[] octets = sha256Octets(value);
    String thumbprint = Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    byte[] expected = thumbprint.getBytes(StandardCharsets.US_ASCII);
    return names ->
        MessageDigest.isEqual(names.thumbprint().getBytes(StandardCharsets.US_ASCII), expected);
  }

  private static byte[] sha256Octets(String value) {
    return value.length() == 43 ? base64Url(value) : hex(value);
  }

  private static byte[] base64Url(String value) {
    byte[] octets = Base64.getUrlDecoder().decode(value);
    if (!Base64.getUrlEncoder().withoutPadding().encodeToString(octets).equals(value)) {
      throw new IllegalArgumentException("expected base64url without unused bits");
    }
    return octets;
  }

  private static byte[] hex(String value) {
    HexFormat format = value.indexOf(':') < 0 ? HexFormat.of() : HexFormat.ofDelimiter(":");
    if (value.length() != 64 && value.length() != 95) {
      throw new IllegalArgumentException("expected 64 hexadecimal digits or 43 of base64url");
    }
    byte[] octets = format.parseHex(value);
    if (octets.length != 32) {
      throw new IllegalArgumentException("expected 64 hexadecimal digits");
    }
    return octets;
  }

  /** Returns true if the subject has the RDNs of this name in reverse order. */
  public boolean matchesReversed(CertificateNames names) {
    return kind == Kind.SUBJECT_DN && DistinguishedName.parse(value).isReverseOf(names.subject());
  }

  /** Returns true for a subject that is probably written in the order of its encoding. */
  public boolean beginsWithCountry() {
    return kind == Kind.SUBJECT_DN && DistinguishedName.parse(value).beginsWithCountry();
  }

  /** Returns the kind. */
  public Kind kind() {
    return kind;
  }

  /** Returns the value as configured. */
  public String value() {
    return value;
  }

  /** Returns true if both rules match the same certificates. */
  public boolean sameAs(NameRule other) {
    return kind == other.kind && canonical().equals(other.canonical());
  }

  private Object canonical() {
    return switch (kind) {
      case SUBJECT_DN -> DistinguishedName.parse(value);
      case SAN_DNS -> Ascii.lowerCase(value);
      case SHA256 -> HexFormat.of().formatHex(sha256Octets(value));
      case SAN_EMAIL -> {
        int domain = value.lastIndexOf('@');
        yield value.substring(0, domain) + Ascii.lowerCase(value.substring(domain));
      }
      case SAN_IP -> HexFormat.of().formatHex(ipOctets(value));
      case SAN_URI -> value;
    };
  }

  /** Returns true if the certificate has this name, in any subject alternative name of the kind. */
  public boolean matches(CertificateNames names) {
    return test.test(names);
  }

  /** Two rules are equal if they are configured by the same kind and value. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NameRule rule && kind == rule.kind && value.equals(rule.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }
}
