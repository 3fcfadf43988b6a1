package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.internal.header.ForwardedCertificate;
import io.github.proxymtls.internal.x509.CertificateNames;
import io.github.proxymtls.internal.x509.DecodedCertificate;
import io.github.proxymtls.internal.x509.DistinguishedName;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Describes a certificate by its names, dates and thumbprint; never by its body. */
final class CertificateText {

  private CertificateText() {}

  /** Adds the leaf and each certificate of its chain. */
  static void describe(Report report, ForwardedCertificate certificate) {
    report.add(describe("leaf", certificate.leaf()));
    certificate.chain().forEach(member -> report.add(describe("chain", member)));
  }

  private static Finding describe(String position, DecodedCertificate certificate) {
    try {
      return describe(position, ParsedCertificate.of(certificate));
    } catch (IllegalArgumentException e) {
      return Finding.problem(position, "a name in the certificate is malformed");
    }
  }

  private static Finding describe(String position, ParsedCertificate certificate) {
    return Finding.note(position, subject(certificate))
        .with("issuer", DistinguishedName.asciiText(certificate.parsed().getIssuer()))
        .with("serial", certificate.parsed().getSerialNumber().getValue().toString(16))
        .with("valid", certificate.notBefore() + " to " + certificate.notAfter())
        .with("san", alternativeNames(certificate))
        .with("x5t#S256", certificate.thumbprint());
  }

  /** Returns the subject as the configuration and a registration want it. */
  static String subject(ParsedCertificate certificate) {
    return DistinguishedName.asciiText(certificate.parsed().getSubject());
  }

  private static List<String> alternativeNames(ParsedCertificate certificate) {
    try {
      CertificateNames names = CertificateNames.of(certificate);
      List<String> all = new ArrayList<>();
      names.dns().forEach(name -> all.add("dns " + name));
      names.uris().forEach(name -> all.add("uri " + name));
      names.emails().forEach(name -> all.add("email " + name));
      names.ips().forEach(octets -> all.add("ip " + address(octets)));
      return all;
    } catch (IllegalArgumentException e) {
      return List.of("not acceptable: " + e.getMessage());
    }
  }

  private static String address(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
