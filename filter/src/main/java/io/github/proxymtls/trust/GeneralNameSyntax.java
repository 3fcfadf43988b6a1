package io.github.proxymtls.trust;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/** The GeneralName and GeneralSubtree of RFC 5280 sections 4.2.1.6 and 4.2.1.10. */
final class GeneralNameSyntax {

  private static final int MINIMUM = 0;

  private GeneralNameSyntax() {}

  /**
   * Checks a sequence of names, which may not be empty, and each as a name: no control character, a
   * mailbox with one local part and one host, a URI with a scheme, nothing empty.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  static void names(ASN1Encodable encoded, int most) {
    ASN1Sequence names = ASN1Sequence.getInstance(encoded);
    count(names.size(), most);
    for (ASN1Encodable name : names) {
      GeneralName general = GeneralName.getInstance(name);
      value(general, 4, 16);
      String flaw = flaw(general);
      if (flaw != null) {
        throw new IllegalArgumentException(flaw);
      }
    }
  }

  private static @Nullable String flaw(GeneralName name) {
    ASN1Encodable value = name.getName();
    if (name.getTagNo() == GeneralName.directoryName) {
      return DirectoryNameSyntax.flaw(X500Name.getInstance(value));
    }
    if (ControlCharacters.in(value)) {
      return "a control character in a name";
    }
    return switch (name.getTagNo()) {
      case GeneralName.dNSName -> text(value).isEmpty() ? "an empty DNS name" : null;
      case GeneralName.rfc822Name ->
          Mailbox.parse(text(value)) == null ? "not a mailbox with one local part and host" : null;
      case GeneralName.uniformResourceIdentifier ->
          hasScheme(text(value)) ? null : "a URI without a scheme, or with nothing else";
      default -> null;
    };
  }

  private static String text(ASN1Encodable value) {
    return ASN1IA5String.getInstance(value).getString();
  }

  /** RFC 3986 section 3.1; RFC 5280 demands a scheme-specific part besides. */
  private static boolean hasScheme(String uri) {
    int colon = uri.indexOf(':');
    if (colon < 1 || colon == uri.length() - 1 || !Ascii.isLetter(uri.charAt(0))) {
      return false;
    }
    for (int i = 1; i < colon; i++) {
      char c = uri.charAt(i);
      if (!Ascii.isLetter(c) && !Ascii.isDigit(c) && "+-.".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Checks subtrees, whose base distances must be the defaults.
   *
   * @return how many there are
   * @throws IllegalArgumentException if they are malformed
   */
  static int subtrees(ASN1Sequence subtrees, int most) {
    count(subtrees.size(), most);
    for (ASN1Encodable encoded : subtrees) {
      ASN1Sequence subtree = ASN1Sequence.getInstance(encoded);
      GeneralName base = GeneralName.getInstance(subtree.getObjectAt(0));
      value(base, 8, 32);
      if (base.getTagNo() == GeneralName.dNSName) {
        dnsBase(ASN1IA5String.getInstance(base.getName()).getString());
      }
      if (base.getTagNo() == GeneralName.iPAddress) {
        addressBase(ASN1OctetString.getInstance(base.getName()).getOctets());
      }
      if (subtree.size() > 1) {
        distances(subtree);
      }
    }
    return subtrees.size();
  }

  /** Some authorities write the default of the minimum, which changes nothing. */
  private static void distances(ASN1Sequence subtree) {
    ASN1TaggedObject minimum = ASN1TaggedObject.getInstance(subtree.getObjectAt(1));
    boolean zero =
        minimum.hasContextTag(MINIMUM) && ASN1Integer.getInstance(minimum, false).hasValue(0);
    if (!zero || subtree.size() > 2) {
      throw new IllegalArgumentException("base distance");
    }
  }

  /** The empty name stands for every name; a dot does not begin one, unlike in a URI. */
  private static void dnsBase(String name) {
    String flaw = name.isEmpty() ? null : DnsNames.flaw(name);
    if (flaw != null) {
      throw new IllegalArgumentException(flaw);
    }
  }

  /**
   * A mask is a prefix (RFC 4632): ranges of other masks overlap without one holding the other, and
   * would multiply where many are intersected.
   */
  private static void addressBase(byte[] addressAndMask) {
    int length = addressAndMask.length / 2;
    BigInteger mask = new BigInteger(1, Arrays.copyOfRange(addressAndMask, length, 2 * length));
    int zeros = mask.signum() == 0 ? 8 * length : mask.getLowestSetBit();
    if (mask.bitCount() + zeros != 8 * length) {
      throw new IllegalArgumentException("a mask that is no prefix");
    }
  }

  private static void value(GeneralName name, int shortAddress, int longAddress) {
    switch (name.getTagNo()) {
      case GeneralName.rfc822Name, GeneralName.dNSName, GeneralName.uniformResourceIdentifier -> {
        if (!Ascii.isText(ASN1IA5String.getInstance(name.getName()).getString())) {
          throw new IllegalArgumentException("text that is not ASCII");
        }
      }
      case GeneralName.iPAddress -> {
        int length = ASN1OctetString.getInstance(name.getName()).getOctets().length;
        if (length != shortAddress && length != longAddress) {
          throw new IllegalArgumentException("an address of " + length + " octets");
        }
      }
      case GeneralName.directoryName -> DistinguishedName.of(X500Name.getInstance(name.getName()));
      case GeneralName.registeredID -> ASN1ObjectIdentifier.getInstance(name.getName());
      default -> ASN1Sequence.getInstance(name.getName());
    }
  }

  private static void count(int size, int most) {
    if (size == 0 || size > most) {
      throw new IllegalArgumentException(size + " names; expected 1 to " + most);
    }
  }
}
