package io.github.proxymtls.internal.x509;

import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Certificate;

/** Whose certificate a refusal is about, for the operator: as printed, and never compared. */
public final class LeafText {

  private static final int MOST = 200;

  private LeafText() {}

  /** Subject and issuer by RFC 4514, at most 200 characters of each; the log escapes them. */
  public static String of(Certificate leaf) {
    return "subject '" + text(leaf.getSubject()) + "', issuer '" + text(leaf.getIssuer()) + "'";
  }

  /** The same of a certificate that another library parsed. */
  public static String of(X509Certificate leaf) {
    return of(ParsedCertificate.of(leaf).parsed());
  }

  public static String text(X500Name name) {
    try {
      String text = DistinguishedNameText.of(name);
      return text.length() > MOST ? text.substring(0, MOST) + "..." : text;
    } catch (RuntimeException e) {
      return "unreadable";
    }
  }
}
