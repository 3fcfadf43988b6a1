package io.github.proxymtls.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERGeneralString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNumericString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.DERVisibleString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;

/** Creates certificates with names in the notation of {@code names/look-alikes.txt}. */
public final class NamedCertificate {

  private NamedCertificate() {}

  /** Issues a client certificate with exactly these names. */
  public static Pki.Held issue(Pki.Authority issuer, String names) {
    return builder(issuer, names).issue();
  }

  /** Returns a builder of a client certificate with exactly these names. */
  public static CertificateBuilder builder(Pki.Authority issuer, String names) {
    String[] parts = names.split("(?:^|\\s); ", -1);
    CertificateBuilder builder = issuer.client("").subject(subject(parts[0]));
    for (String name : Arrays.copyOfRange(parts, 1, parts.length)) {
      builder.san(alternative(name));
    }
    return builder;
  }

  /** Parses a sequence of RDNs. */
  public static X500Name subject(String text) {
    return new X500Name(
        text.isEmpty()
            ? new RDN[0]
            : Arrays.stream(text.split(" / ", -1)).map(NamedCertificate::rdn).toArray(RDN[]::new));
  }

  private static RDN rdn(String text) {
    return new RDN(
        Arrays.stream(text.split(" \\+ ", -1))
            .map(NamedCertificate::attribute)
            .toArray(AttributeTypeAndValue[]::new));
  }

  private static AttributeTypeAndValue attribute(String text) {
    String[] parts = text.split("[=:]", 3);
    return new AttributeTypeAndValue(
        BCStyle.INSTANCE.attrNameToOID(parts[0]), value(parts[1], unescaped(parts[2])));
  }

  private static ASN1Encodable value(String type, String text) {
    return switch (type) {
      case "utf8" -> new DERUTF8String(text);
      case "printable" -> new DERPrintableString(text);
      case "ia5" -> new DERIA5String(text);
      case "bmp" -> new DERBMPString(text);
      case "t61" -> new DERT61String(text);
      case "universal" -> new DERUniversalString(text.getBytes(Charset.forName("UTF-32BE")));
      case "numeric" -> new DERNumericString(text);
      case "visible" -> new DERVisibleString(text);
      case "general" -> new DERGeneralString(text);
      case "der" -> der(text);
      default -> throw new IllegalArgumentException(type);
    };
  }

  private static ASN1Encodable der(String hex) {
    try {
      return ASN1Primitive.fromByteArray(HexFormat.of().parseHex(hex));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Parses a name of any type, which may also be the base of a subtree. */
  public static GeneralName alternative(String kindAndName) {
    String[] parts = kindAndName.split(" ", 2);
    String name = parts.length == 1 ? "" : octets(unescaped(parts[1]));
    return switch (parts[0]) {
      case "dns" -> new GeneralName(GeneralName.dNSName, name);
      case "uri" -> new GeneralName(GeneralName.uniformResourceIdentifier, name);
      case "email" -> new GeneralName(GeneralName.rfc822Name, name);
      case "ip" -> new GeneralName(GeneralName.iPAddress, name);
      case "iphex" -> address(name);
      case "dir" -> new GeneralName(subject(parts.length == 1 ? "" : parts[1]));
      case "rid" -> new GeneralName(GeneralName.registeredID, name);
      case "x400" -> new GeneralName(GeneralName.x400Address, new DERSequence(new DERSequence()));
      case "edi" -> new GeneralName(GeneralName.ediPartyName, party(name));
      case "other" -> other(name.split(" ", 2));
      default -> throw new IllegalArgumentException(kindAndName);
    };
  }

  private static ASN1Encodable party(String name) {
    return new DERSequence(new DERTaggedObject(true, 1, new DERUTF8String(name)));
  }

  private static GeneralName other(String[] typeAndText) {
    ASN1Encodable[] fields = {
      new ASN1ObjectIdentifier(typeAndText[0]),
      new DERTaggedObject(true, 0, new DERUTF8String(typeAndText[1]))
    };
    return new GeneralName(GeneralName.otherName, new DERSequence(fields));
  }

  private static GeneralName address(String hex) {
    return new GeneralName(GeneralName.iPAddress, new DEROctetString(HexFormat.of().parseHex(hex)));
  }

  /** Returns UTF-8 in place of ASCII, one character for each octet. */
  private static String octets(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Replaces escapes of four hexadecimal digits by the characters. */
  public static String unescaped(String text) {
    StringBuilder plain = new StringBuilder();
    List<String> parts = List.of(text.split("\\\\u", -1));
    plain.append(parts.get(0));
    for (String part : parts.subList(1, parts.size())) {
      plain.append((char) HexFormat.fromHexDigits(part, 0, 4)).append(part.substring(4));
    }
    return plain.toString();
  }
}
