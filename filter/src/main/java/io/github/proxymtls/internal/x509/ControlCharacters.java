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
 * Characters that no name holds: the control characters C0, DEL and C1, and the separators of lines
 * and paragraphs (U+2028 and U+2029). They forge lines of a log, and end names early elsewhere.
 */
public final class ControlCharacters {

  private ControlCharacters() {}

  /** True where the text has one. */
  public static boolean in(String text) {
    return text.codePoints().anyMatch(ControlCharacters::isOne);
  }

  static boolean isOne(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }

  /**
   * True where a string in the value has one, however deep.
   *
   * @throws IllegalArgumentException if a string is malformed
   */
  public static boolean in(ASN1Encodable value) {
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
