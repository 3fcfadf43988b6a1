package io.github.proxymtls.internal.x509;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1NumericString;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1T61String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.ASN1UniversalString;
import org.bouncycastle.asn1.ASN1VisibleString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * A distinguished name as a sequence of RDNs. Two names are equal if their RDNs are equal in the
 * same order. Attributes are compared by OID, and values by RFC 4517 caseIgnoreMatch restricted to
 * ASCII case and insignificant spaces (U+0020 only). A dotless i, the Kelvin sign and full-width
 * letters are not folded, and nothing is normalised.
 *
 * <p>The attributes within one RDN have no order. Values of the ASN.1 string types used in names
 * are compared by their characters, regardless of the type (T61String is read as ISO 8859-1). Every
 * other value is compared by its DER.
 */
public final class DistinguishedName {

  private static final Comparator<Attribute> ORDER =
      Comparator.comparing(Attribute::type)
          .thenComparing(Attribute::text)
          .thenComparing(Attribute::value);

  private static final String COMMON_NAME = "[2.5.4.3=";
  private static final String COUNTRY = "[2.5.4.6=";

  /**
   * In the order of the encoding. Two strings are equal only if the RDNs are equal, because each
   * value is preceded by its length.
   */
  private final List<String> rdns;

  private final int hash;

  private DistinguishedName(List<String> rdns) {
    this.rdns = List.copyOf(rdns);
    this.hash = this.rdns.hashCode();
  }

  /**
   * One attribute, prepared for comparison.
   *
   * @param type the OID in dotted form
   * @param value the folded text, or the hexadecimal DER
   */
  private record Attribute(String type, boolean text, String value) {
    void appendTo(StringBuilder canonical) {
      canonical.append(type).append(text ? '=' : '#').append(value.length());
      canonical.append(':').append(value);
    }
  }

  /**
   * Parses an RFC 4514 string, the most specific RDN first. The empty string is the empty name.
   * Attribute types are OIDs or the names of RFC 4514, RFC 4519 and OpenSSL, ignoring case ({@code
   * SN} is a surname, as in RFC 4519). Spaces around a comma, a plus or an equals sign, and {@code
   * OID.} before an OID, are allowed as in RFC 2253 section 4.
   *
   * @throws IllegalArgumentException if the string is not a distinguished name; the message says
   *     what is wrong and at which offset
   */
  public static DistinguishedName parse(String rfc4514) {
    return of(new DistinguishedNameParser(rfc4514).parse());
  }

  /**
   * Converts a name from a certificate.
   *
   * @throws IllegalArgumentException if an RDN is empty, or a string is not Unicode or contains NUL
   */
  public static DistinguishedName of(X500Name name) {
    List<String> rdns = new ArrayList<>();
    for (RDN rdn : name.getRDNs()) {
      rdns.add(canonical(rdn));
    }
    return new DistinguishedName(rdns);
  }

  /**
   * Returns a name as an RFC 4514 string in ASCII, which {@link #parse} reads. Never throws: a name
   * that cannot be printed is {@code unreadable}.
   */
  public static String asciiText(X500Name name) {
    try {
      return DistinguishedNameText.ascii(name);
    } catch (RuntimeException e) {
      return "unreadable";
    }
  }

  private static String canonical(RDN rdn) {
    if (rdn.size() == 0) {
      throw new IllegalArgumentException("empty RDN");
    }
    List<Attribute> attributes = new ArrayList<>();
    for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
      attributes.add(attribute(attribute));
    }
    attributes.sort(ORDER);
    StringBuilder canonical = new StringBuilder("[");
    attributes.forEach(attribute -> attribute.appendTo(canonical));
    return canonical.append(']').toString();
  }

  private static Attribute attribute(AttributeTypeAndValue attribute) {
    String type = attribute.getType().getId();
    ASN1Encodable value = attribute.getValue();
    if (!isText(value)) {
      return new Attribute(type, false, HexFormat.of().formatHex(der(value)));
    }
    String text = text((ASN1String) value);
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("NUL in a name");
    }
    if (hasUnpairedSurrogate(text)) {
      throw new IllegalArgumentException("an unpaired surrogate in a name");
    }
    return new Attribute(type, true, fold(text));
  }

  /** Returns true for the string types that are compared by their characters. */
  static boolean isText(ASN1Encodable value) {
    return value instanceof ASN1UTF8String
        || value instanceof ASN1PrintableString
        || value instanceof ASN1IA5String
        || value instanceof ASN1BMPString
        || value instanceof ASN1T61String
        || value instanceof ASN1UniversalString
        || value instanceof ASN1NumericString
        || value instanceof ASN1VisibleString;
  }

  /**
   * Returns the characters of a string.
   *
   * @throws IllegalArgumentException if it is not Unicode
   */
  static String text(ASN1String value) {
    if (!(value instanceof ASN1UniversalString universal)) {
      return value.getString();
    }
    byte[] octets = universal.getOctets();
    if (octets.length % 4 != 0) {
      throw new IllegalArgumentException("UniversalString of " + octets.length + " octets");
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < octets.length; i += 4) {
      int codePoint = codePoint(octets, i);
      if (isSurrogate(codePoint)) {
        throw new IllegalArgumentException("surrogate in a UniversalString");
      }
      text.appendCodePoint(codePoint);
    }
    return text.toString();
  }

  private static boolean hasUnpairedSurrogate(String text) {
    int at = 0;
    while (at < text.length() && !isSurrogate(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at < text.length();
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static int codePoint(byte[] octets, int at) {
    int codePoint = 0;
    for (int i = at; i < at + 4; i++) {
      codePoint = (codePoint << 8) | (octets[i] & 0xff);
    }
    return codePoint;
  }

  /**
   * Removes leading and trailing spaces, replaces inner runs of spaces by one, and lower-cases
   * ASCII.
   */
  private static String fold(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean repeated = folded.isEmpty() || folded.charAt(folded.length() - 1) == ' ';
      if (c != ' ' || !repeated) {
        folded.append(Ascii.lowerCase(c));
      }
    }
    int end = folded.length();
    if (end > 0 && folded.charAt(end - 1) == ' ') {
      folded.setLength(end - 1);
    }
    return folded.toString();
  }

  static byte[] der(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalArgumentException("value without a DER encoding", e);
    }
  }

  /** Returns true if the name has no RDN. */
  public boolean isEmpty() {
    return rdns.isEmpty();
  }

  /**
   * Returns true if this name has the RDNs of another name in reverse order and is not equal to it.
   */
  boolean isReverseOf(DistinguishedName other) {
    List<String> reversed = new ArrayList<>(rdns);
    Collections.reverse(reversed);
    return reversed.equals(other.rdns) && !equals(other);
  }

  /** Returns true if the RFC 4514 string begins with the country and ends with the common name. */
  boolean beginsWithCountry() {
    return rdns.size() > 1
        && rdns.get(0).startsWith(COMMON_NAME)
        && rdns.get(rdns.size() - 1).startsWith(COUNTRY);
  }

  /** Returns true if the name begins with the RDNs of the base (RFC 5280 section 4.2.1.10). */
  boolean isWithin(DistinguishedName base) {
    int length = base.rdns.size();
    return rdns.size() >= length && rdns.subList(0, length).equals(base.rdns);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DistinguishedName name && rdns.equals(name.rdns);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
