package io.github.proxymtls.internal.x509;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1TaggedObject;

/**
 * The characters that names must not contain: the control characters C0, DEL and C1, and the line
 * and paragraph separators (U+2028 and U+2029). They can forge log lines, and other software may
 * end a name at one of them.
 */
public final class ControlCharacters {

  private ControlCharacters() {}

  /** Returns true if the text contains one. */
  public static boolean in(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isOne(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  static boolean isOne(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }

  /**
   * Returns true if a string in the value contains one, at any depth.
   *
   * @throws IllegalArgumentException if a string is malformed
   */
  public static boolean in(ASN1Encodable value) {
    if (value instanceof ASN1String text) {
      return in(DistinguishedName.text(text));
    }
    Deque<ASN1Encodable> rest = new ArrayDeque<>(List.of(value));
    while (!rest.isEmpty()) {
      ASN1Encodable next = rest.pop();
      if (next instanceof ASN1String text && in(DistinguishedName.text(text))) {
        return true;
      }
      if (next instanceof ASN1Sequence sequence) {
        sequence.forEach(rest::push);
      } else if (next instanceof ASN1Set set) {
        set.forEach(rest::push);
      } else if (next instanceof ASN1TaggedObject tagged) {
        rest.push(tagged.getBaseObject());
      }
    }
    return false;
  }
}
