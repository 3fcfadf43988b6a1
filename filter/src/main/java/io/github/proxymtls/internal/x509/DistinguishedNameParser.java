package io.github.proxymtls.internal.x509;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * Parses the grammar of RFC 4514 section 3 and two forms of RFC 2253 section 4 that Java prints:
 * spaces around a comma, a plus and an equals sign, and {@code OID.} before an OID. One instance
 * parses one string.
 */
final class DistinguishedNameParser {

  private static final String PREFIX = "oid.";
  private static final String SPACE_AT_END = "a space at the end of a value must be escaped";
  private static final String ESCAPED_ONLY = "\"+,;<>";
  private static final String ESCAPABLE = ESCAPED_ONLY + " #=\\";

  private final String text;
  private int at;

  DistinguishedNameParser(String text) {
    this.text = text;
  }

  X500Name parse() {
    List<RDN> rdns = new ArrayList<>();
    if (!text.isEmpty()) {
      rdns.add(rdn());
      while (skip(',')) {
        skipSpaces();
        rdns.add(rdn());
      }
    }
    if (at < text.length()) {
      throw wrong("expected ',' or '+'");
    }
    Collections.reverse(rdns);
    return new X500Name(rdns.toArray(RDN[]::new));
  }

  private RDN rdn() {
    List<AttributeTypeAndValue> attributes = new ArrayList<>();
    attributes.add(attribute());
    while (skip('+')) {
      skipSpaces();
      attributes.add(attribute());
    }
    return new RDN(attributes.toArray(AttributeTypeAndValue[]::new));
  }

  private AttributeTypeAndValue attribute() {
    ASN1ObjectIdentifier type = type();
    skipSpaces();
    if (!skip('=')) {
      throw wrong("expected '=' after the attribute type");
    }
    skipSpaces();
    return new AttributeTypeAndValue(type, skip('#') ? hexValue() : stringValue());
  }

  private ASN1ObjectIdentifier type() {
    int start = at;
    while (at < text.length() && isTypeCharacter(text.charAt(at))) {
      at++;
    }
    String type = withoutPrefix(text.substring(start, at));
    if (at == start) {
      throw wrong(
          at < text.length() && text.charAt(at) == ' '
              ? "expected an attribute type, not a space"
              : "expected an attribute type");
    }
    ASN1ObjectIdentifier oid =
        at - start > type.length() || Ascii.isDigit(type.charAt(0))
            ? ASN1ObjectIdentifier.tryFromID(type)
            : AttributeTypes.oid(type);
    if (oid == null) {
      at = start;
      throw wrong("unknown attribute type; expected a name such as CN or an OID");
    }
    return oid;
  }

  private static String withoutPrefix(String type) {
    return Ascii.lowerCase(type).startsWith(PREFIX) ? type.substring(PREFIX.length()) : type;
  }

  private static boolean isTypeCharacter(char c) {
    return Ascii.isLetter(c) || Ascii.isDigit(c) || c == '-' || c == '.';
  }

  private ASN1Encodable hexValue() {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    while (at < text.length() && " ,+".indexOf(text.charAt(at)) < 0) {
      octets.write(hexPair());
    }
    if (skipSpaces() && at == text.length()) {
      throw wrong(SPACE_AT_END);
    }
    byte[] ber = octets.toByteArray();
    try {
      ASN1Primitive value = ASN1Primitive.fromByteArray(ber);
      if (value != null && Arrays.equals(value.getEncoded(ASN1Encoding.DER), ber)) {
        return value;
      }
    } catch (IOException | RuntimeException e) {
      throw wrong("the value after '#' is not DER", e);
    }
    throw wrong("the value after '#' is not DER");
  }

  /** Unescaped spaces are part of the value only between other characters. */
  private ASN1Encodable stringValue() {
    ByteArrayOutputStream utf8 = new ByteArrayOutputStream();
    int significant = 0;
    boolean endsInSpace = text.charAt(at - 1) == ' ';
    while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '+') {
      char c = text.charAt(at);
      endsInSpace = c == ' ';
      if (c == '\\') {
        at++;
        utf8.write(escaped());
      } else {
        literal(utf8);
      }
      significant = endsInSpace ? significant : utf8.size();
    }
    if (endsInSpace && at == text.length()) {
      throw wrong(SPACE_AT_END);
    }
    return new DERUTF8String(decode(Arrays.copyOf(utf8.toByteArray(), significant)));
  }

  private void literal(ByteArrayOutputStream utf8) {
    char c = text.charAt(at);
    if (c == 0 || ESCAPED_ONLY.indexOf(c) >= 0) {
      throw wrong("this character must be escaped");
    }
    int codePoint = text.codePointAt(at);
    if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
      throw wrong("unpaired surrogate");
    }
    utf8.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
    at += Character.charCount(codePoint);
  }

  private int escaped() {
    if (at < text.length() && ESCAPABLE.indexOf(text.charAt(at)) >= 0) {
      return text.charAt(at++);
    }
    return hexPair();
  }

  private int hexPair() {
    if (at + 2 > text.length() || hex(at) < 0 || hex(at + 1) < 0) {
      throw wrong("expected two hexadecimal digits");
    }
    int octet = hex(at) << 4 | hex(at + 1);
    at += 2;
    return octet;
  }

  private int hex(int index) {
    char c = text.charAt(index);
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private String decode(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw wrong("the escaped octets are not UTF-8", e);
    }
  }

  private boolean skipSpaces() {
    int start = at;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at > start;
  }

  private boolean skip(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(what + " at offset " + at);
  }

  private IllegalArgumentException wrong(String what, Exception cause) {
    return new IllegalArgumentException(what + " at offset " + at, cause);
  }
}
