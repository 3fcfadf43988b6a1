package io.github.proxymtls.servlet;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.internal.text.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.Extension;

/**
 * Returns a name for the client to which a session belongs, including the profile that accepted it.
 *
 * <p>A certificate with a validated path is named by its trust anchor, its subject and all its
 * subject alternative names in any order, so that a renewed certificate keeps the session. Other
 * certificates are named by themselves: one without names, one accepted by the proxy's verdict, and
 * one whose names prove nothing.
 */
final class SessionOwner {

  private static final HexFormat HEX = HexFormat.of();

  private SessionOwner() {}

  static String of(ClientIdentity client) {
    String owner =
        client.acceptance() == ClientIdentity.Acceptance.PKIX ? named(client) : client.thumbprint();
    return client.profile() == null ? owner : client.profile() + ":" + owner;
  }

  private static String named(ClientIdentity client) {
    X509Certificate certificate = client.certificate();
    byte[] subject = certificate.getSubjectX500Principal().getEncoded();
    SortedSet<String> names = alternativeNames(certificate);
    if (names.isEmpty() && ASN1Sequence.getInstance(subject).size() == 0) {
      return client.thumbprint();
    }
    List<X509Certificate> path = client.chain();
    String anchor = HEX.formatHex(encoded(path.get(path.size() - 1)));
    String all = anchor + "|" + HEX.formatHex(subject) + "|" + String.join(",", names);
    return "names:" + Sha256.base64Url(all.getBytes(StandardCharsets.US_ASCII));
  }

  /** Returns every entry, including those of unknown types. */
  private static SortedSet<String> alternativeNames(X509Certificate certificate) {
    SortedSet<String> names = new TreeSet<>();
    byte[] extension = certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
    if (extension == null) {
      return names;
    }
    byte[] entries = ASN1OctetString.getInstance(extension).getOctets();
    for (ASN1Encodable entry : ASN1Sequence.getInstance(entries)) {
      names.add(HEX.formatHex(encoded(entry)));
    }
    return names;
  }

  private static byte[] encoded(ASN1Encodable entry) {
    try {
      return entry.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
