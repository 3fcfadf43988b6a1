package io.github.proxymtls.benchmarks;

import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.security.KeyPair;
import java.util.List;

/** A kind of certificate that the cache keeps. */
enum LeafKind {
  EC("EC", false),
  /** With a longer subject, alternative names, and the addresses of CRL and OCSP. */
  RSA_BELOW_INTERMEDIATE("RSA", true);

  private static final int BITS = 2048;

  private final String keys;
  private final boolean below;

  LeafKind(String keys, boolean below) {
    this.keys = keys;
    this.below = below;
  }

  Pki.Authority root() {
    CertificateBuilder builder = Pki.create().rootBuilder("Root");
    return (keys.equals("RSA") ? builder.rsa(BITS) : builder).issueAuthority();
  }

  /** Returns the issuer of the leaves below a root. */
  Pki.Authority issuing(Pki.Authority root) {
    KeyPair same = root.held().keys();
    return below ? root.intermediateBuilder("Issuing").keys(same).issueAuthority() : root;
  }

  /** Returns the certificates that a proxy forwards with the leaf. */
  List<Pki.Authority> chain(Pki.Authority issuing) {
    return below ? List.of(issuing) : List.of();
  }

  /** Issues a leaf with the key of the CA, because generating keys takes long. */
  Pki.Held leaf(Pki.Authority issuing, int number) {
    CertificateBuilder builder = issuing.client("client " + number).keys(issuing.held().keys());
    return (this == RSA_BELOW_INTERMEDIATE ? detailed(builder, number) : builder).issue();
  }

  private static CertificateBuilder detailed(CertificateBuilder builder, int number) {
    return builder
        .subject("CN=client " + number + ",OU=Payments,O=Example Bank AG,C=DE")
        .dns("client" + number + ".example.com")
        .uri("urn:client:" + number)
        .crl("http://crl.example.com/issuing.crl")
        .ocsp("http://ocsp.example.com/");
  }
}
