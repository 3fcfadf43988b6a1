package io.github.proxymtls.samples.server;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.ClientIdentity.Acceptance;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/** Represents a certificate as members of a JSON object. */
final class CertificateJson {

  private CertificateJson() {}

  static Map<String, Object> of(X509Certificate certificate) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("subject", certificate.getSubjectX500Principal().getName());
    members.put("issuer", certificate.getIssuerX500Principal().getName());
    members.put("serial", certificate.getSerialNumber().toString(16));
    members.put("notBefore", certificate.getNotBefore().toInstant().toString());
    members.put("notAfter", certificate.getNotAfter().toInstant().toString());
    members.put("x5t#S256", thumbprint(certificate));
    members.put("san", alternativeNames(certificate));
    return members;
  }

  /** Returns the thumbprints of the chain; for a validated path without the trust anchor. */
  static List<String> chain(ClientIdentity client) {
    List<X509Certificate> chain = client.chain();
    int shown = client.acceptance() == Acceptance.PKIX ? chain.size() - 1 : chain.size();
    return chain.subList(0, shown).stream().map(CertificateJson::thumbprint).toList();
  }

  private static String thumbprint(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, List<String>> alternativeNames(X509Certificate certificate) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    names.put("dns", new ArrayList<>());
    names.put("uri", new ArrayList<>());
    names.put("email", new ArrayList<>());
    names.put("ip", new ArrayList<>());
    for (GeneralName name : generalNames(certificate)) {
      switch (name.getTagNo()) {
        case GeneralName.dNSName -> names.get("dns").add(text(name));
        case GeneralName.uniformResourceIdentifier -> names.get("uri").add(text(name));
        case GeneralName.rfc822Name -> names.get("email").add(text(name));
        case GeneralName.iPAddress -> names.get("ip").add(address(name));
        default -> {}
      }
    }
    return names;
  }

  private static GeneralName[] generalNames(X509Certificate certificate) {
    try {
      GeneralNames names =
          GeneralNames.fromExtensions(
              new JcaX509CertificateHolder(certificate).getExtensions(),
              Extension.subjectAlternativeName);
      return names == null ? new GeneralName[0] : names.getNames();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(GeneralName name) {
    return ASN1IA5String.getInstance(name.getName()).getString();
  }

  private static String address(GeneralName name) {
    byte[] octets = ASN1OctetString.getInstance(name.getName()).getOctets();
    try {
      return InetAddress.getByAddress(octets).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an iPAddress of " + octets.length + " octets", e);
    }
  }
}
