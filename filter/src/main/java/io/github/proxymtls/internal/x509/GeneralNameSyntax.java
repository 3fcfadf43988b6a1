package io.github.proxymtls.internal.x509;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/** Checks the syntax of GeneralName (RFC 5280 section 4.2.1.6). */
public final class GeneralNameSyntax {

  private GeneralNameSyntax() {}

  /**
   * Checks a non-empty sequence of names. A name must not be empty or contain control characters,
   * an rfc822Name must have one local part and one host, and a URI must have a scheme.
   *
   * @throws IllegalArgumentException if the sequence or a name is malformed
   */
  public static void names(ASN1Encodable encoded, int most) {
    ASN1Sequence names = ASN1Sequence.getInstance(encoded);
    count(names.size(), most);
    for (ASN1Encodable name : names) {
      GeneralName general = GeneralName.getInstance(name);
      value(general);
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

  /**
   * Checks for a scheme (RFC 3986 section 3.1) and the scheme-specific part that RFC 5280 also
   * requires.
   */
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

  private static void value(GeneralName name) {
    switch (name.getTagNo()) {
      case GeneralName.rfc822Name, GeneralName.dNSName, GeneralName.uniformResourceIdentifier -> {
        if (!Ascii.isText(ASN1IA5String.getInstance(name.getName()).getString())) {
          throw new IllegalArgumentException("text that is not ASCII");
        }
      }
      case GeneralName.iPAddress -> {
        int length = ASN1OctetString.getInstance(name.getName()).getOctets().length;
        if (length != 4 && length != 16) {
          throw new IllegalArgumentException("an iPAddress of " + length + " octets");
        }
      }
      case GeneralName.directoryName -> DistinguishedName.of(X500Name.getInstance(name.getName()));
      case GeneralName.registeredID -> ASN1ObjectIdentifier.getInstance(name.getName());
      default -> ASN1Sequence.getInstance(name.getName());
    }
  }

  static void count(int size, int most) {
    if (size == 0 || size > most) {
      throw new IllegalArgumentException(size + " names; expected 1 to " + most);
    }
  }
}
