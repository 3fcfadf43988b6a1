package io.github.proxymtls.internal.x509;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * A distinguished name prepared for the broadest comparison. Each string of any ASN.1 type is
 * prepared by RFC 4518 (mapping, full case folding, NFKC, insignificant spaces), and each RDN is a
 * set. Only excluded subtrees use it. {@link DistinguishedName} defines whether two names are
 * equal.
 */
final class PreparedName {

  private static final Pattern SPACES = Pattern.compile(" +");

  /**
   * Characters that RFC 4518 section 2.2 maps to nothing, in addition to control and format
   * characters.
   */
  private static final String IGNORED = "\u034f\u1806\u180b\u180c\u180d\ufffc";

  private final List<Set<String>> rdns;

  private PreparedName(List<Set<String>> rdns) {
    this.rdns = rdns;
  }

  /** Prepares a name that {@link DistinguishedName} accepts. */
  static PreparedName of(X500Name name) {
    List<Set<String>> rdns = new ArrayList<>();
    for (RDN rdn : name.getRDNs()) {
      Set<String> attributes = new HashSet<>();
      for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
        attributes.add(attribute.getType().getId() + value(attribute.getValue()));
      }
      rdns.add(attributes);
    }
    return new PreparedName(rdns);
  }

  private static String value(ASN1Encodable value) {
    return value instanceof ASN1String text && !(value instanceof ASN1BitString)
        ? "=" + prepared(DistinguishedName.text(text))
        : "#" + HexFormat.of().formatHex(DistinguishedName.der(value));
  }

  static String prepared(String text) {
    StringBuilder mapped = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> isSpace(c) || !isIgnored(c))
        .forEach(c -> mapped.appendCodePoint(isSpace(c) ? ' ' : c));
    String folded = folded(folded(nfkc(mapped.toString())));
    return SPACES.matcher(folded).replaceAll(" ").strip();
  }

  /**
   * Converts to upper and then to lower case, because some letters expand in only one of the two.
   */
  private static String folded(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return nfkc(lower.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
  }

  private static String nfkc(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC);
  }

  private static boolean isSpace(int c) {
    return (c >= '\t' && c <= '\r') || c == 0x85 || Character.isSpaceChar(c);
  }

  private static boolean isIgnored(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || (c >= 0xfe00 && c <= 0xfe0f)
        || IGNORED.indexOf(c) >= 0;
  }

  /** Returns true if each RDN of the base is a subset of this name's RDN at the same position. */
  boolean isWithin(PreparedName base) {
    if (base.rdns.size() > rdns.size()) {
      return false;
    }
    for (int i = 0; i < base.rdns.size(); i++) {
      if (!rdns.get(i).containsAll(base.rdns.get(i))) {
        return false;
      }
    }
    return true;
  }
}
