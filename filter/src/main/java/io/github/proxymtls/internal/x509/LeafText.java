package io.github.proxymtls.internal.x509;

import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Certificate;

/** Describes a leaf in the log message of a rejection. The text is never used for comparisons. */
public final class LeafText {

  private static final int MAX = 200;

  private LeafText() {}

  /**
   * Returns the subject and issuer as RFC 4514 strings of at most 200 characters each. The log
   * escapes them.
   */
  public static String of(Certificate leaf) {
    return "subject '" + text(leaf.getSubject()) + "', issuer '" + text(leaf.getIssuer()) + "'";
  }

  /** Returns the subject and issuer of a certificate that another library parsed. */
  public static String of(X509Certificate leaf) {
    return of(ParsedCertificate.of(leaf).parsed());
  }

  /** Returns a name as an RFC 4514 string of at most 200 characters. */
  public static String text(X500Name name) {
    String text = name(name);
    return text.length() > MAX ? text.substring(0, MAX) + "..." : text;
  }

  /** Returns a name as an RFC 4514 string, as the configuration wants it. */
  public static String name(X500Name name) {
    try {
      return DistinguishedNameText.of(name);
    } catch (RuntimeException e) {
      return "unreadable";
    }
  }
}
