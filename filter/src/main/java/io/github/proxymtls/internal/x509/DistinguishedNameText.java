package io.github.proxymtls.internal.x509;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * Formats a distinguished name as an RFC 4514 string, the most specific RDN first. {@link
 * DistinguishedName#parse} parses the text into an equal name.
 */
final class DistinguishedNameText {

  private static final String SPECIAL = "\"+,;<>\\";

  private DistinguishedNameText() {}

  /** Returns the RFC 4514 string, with control characters escaped. */
  static String of(X500Name name) {
    RDN[] rdns = name.getRDNs();
    StringBuilder text = new StringBuilder();
    for (int i = rdns.length - 1; i >= 0; i--) {
      text.append(text.isEmpty() ? "" : ",");
      text.append(
          Stream.of(rdns[i].getTypesAndValues())
              .map(DistinguishedNameText::attribute)
              .collect(Collectors.joining("+")));
    }
    return text.toString();
  }

  /** Returns the same name in ASCII: the octets of every other character are escaped. */
  static String ascii(X500Name name) {
    StringBuilder ascii = new StringBuilder();
    of(name)
        .codePoints()
        .forEach(
            c -> {
              if (c < 0x80) {
                ascii.append((char) c);
              } else {
                octets(c, ascii);
              }
            });
    return ascii.toString();
  }

  private static String attribute(AttributeTypeAndValue attribute) {
    return AttributeTypes.name(attribute.getType()) + "=" + value(attribute.getValue());
  }

  private static String value(ASN1Encodable value) {
    try {
      if (DistinguishedName.isText(value)) {
        return escaped(DistinguishedName.text((ASN1String) value));
      }
    } catch (IllegalArgumentException e) {
      return hex(value);
    }
    return hex(value);
  }

  private static String hex(ASN1Encodable value) {
    return "#" + HexFormat.of().formatHex(DistinguishedName.der(value));
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
      int c = text.codePointAt(at);
      boolean first = at == 0 && (c == ' ' || c == '#');
      boolean last = at == text.length() - 1 && c == ' ';
      if (ControlCharacters.isOne(c)) {
        octets(c, escaped);
      } else {
        boolean special = first || last || SPECIAL.indexOf(c) >= 0;
        escaped.append(special ? "\\" : "").appendCodePoint(c);
      }
    }
    return escaped.toString();
  }

  private static void octets(int character, StringBuilder escaped) {
    for (byte octet : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
      escaped.append('\\').append(HexFormat.of().toHexDigits(octet));
    }
  }
}
