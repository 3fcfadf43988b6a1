package io.github.proxymtls.trust;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Certificate;

/** Whose certificate a refusal is about, for the operator: as printed, and never compared. */
final class LeafText {

  private static final int MOST = 64;

  private LeafText() {}

  /** Subject and issuer, at most 64 characters of each; the log escapes them. */
  static String of(Certificate leaf) {
    return "subject '" + text(leaf.getSubject()) + "', issuer '" + text(leaf.getIssuer()) + "'";
  }

  static String text(X500Name name) {
    try {
      String text = name.toString();
      return text.length() > MOST ? text.substring(0, MOST) + "..." : text;
    } catch (RuntimeException e) {
      return "unreadable";
    }
  }
}
