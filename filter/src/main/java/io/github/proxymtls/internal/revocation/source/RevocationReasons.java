package io.github.proxymtls.internal.revocation.source;

import java.util.List;
import org.bouncycastle.asn1.ASN1BitString;

/**
 * Revocation reasons as CRLReason codes and ReasonFlags bits (RFC 5280 sections 5.3.1 and
 * 4.2.1.13).
 */
public final class RevocationReasons {

  /** All reasons that a CRL can cover. The first bit of ReasonFlags is unused. */
  public static final int ALL = 0x1fe;

  /** The code with which a delta CRL removes an entry (removeFromCRL). */
  static final int REMOVAL = 8;

  /** The code of an entry without a reason. */
  public static final int UNSPECIFIED = 0;

  private static final List<String> NAMES =
      List.of(
          "unspecified",
          "keyCompromise",
          "cACompromise",
          "affiliationChanged",
          "superseded",
          "cessationOfOperation",
          "certificateHold",
          "reason 7",
          "removeFromCRL",
          "privilegeWithdrawn",
          "aACompromise");

  private RevocationReasons() {}

  /** Converts ReasonFlags. Bit n of the string becomes bit n of the number. */
  public static int bits(ASN1BitString flags) {
    byte[] octets = flags.getBytes();
    int bits = 0;
    for (int i = 0; i < 8 * Math.min(octets.length, 2); i++) {
      bits |= ((octets[i / 8] >> (7 - i % 8)) & 1) << i;
    }
    return bits & ALL;
  }

  /** Returns the name of a code. */
  static String name(int code) {
    return code >= 0 && code < NAMES.size() ? NAMES.get(code) : "reason " + code;
  }
}
