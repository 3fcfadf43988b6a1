package io.github.proxymtls.internal.x509;

import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1NumericString;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1VisibleString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.jspecify.annotations.Nullable;

/** Checks the attribute values of a distinguished name. */
public final class DirectoryNameSyntax {

  private static final int MAX_RDNS = 64;
  private static final String PRINTABLE = " '()+,-./:=?";

  private DirectoryNameSyntax() {}

  /** Returns what is malformed in a name, or null if it is well-formed. */
  public static @Nullable String flaw(X500Name name) {
    RDN[] rdns = name.getRDNs();
    if (rdns.length > MAX_RDNS) {
      return "malformed name: more than " + MAX_RDNS + " RDNs";
    }
    for (RDN rdn : rdns) {
      for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
        String flaw = flaw(attribute.getValue());
        if (flaw != null) {
          return "malformed name: " + flaw + " in attribute " + attribute.getType().getId();
        }
      }
    }
    return null;
  }

  private static @Nullable String flaw(ASN1Encodable value) {
    if (!isOfItsType(value)) {
      return "text that its string type does not allow";
    }
    return ControlCharacters.in(value) ? "a control character" : null;
  }

  /**
   * Checks that a string contains only characters of its type. Implementations disagree on others.
   */
  private static boolean isOfItsType(ASN1Encodable value) {
    if (value instanceof ASN1PrintableString text) {
      return all(text, c -> Ascii.isLetter(c) || Ascii.isDigit(c) || PRINTABLE.indexOf(c) >= 0);
    }
    if (value instanceof ASN1IA5String text) {
      return all(text, c -> c <= 0x7f);
    }
    if (value instanceof ASN1VisibleString text) {
      return all(text, c -> c >= ' ' && c <= '~');
    }
    if (value instanceof ASN1BMPString text) {
      return all(text, c -> !Character.isSurrogate(c));
    }
    return !(value instanceof ASN1NumericString text)
        || all(text, c -> c == ' ' || Ascii.isDigit(c));
  }

  private static boolean all(ASN1String value, CharPredicate test) {
    String text = value.getString();
    for (int i = 0; i < text.length(); i++) {
      if (!test.test(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  @FunctionalInterface
  private interface CharPredicate {
    boolean test(char c);
  }
}
