package io.github.proxymtls.it.matrix;

import io.github.proxymtls.samples.site.SiteCertificates;
import io.github.proxymtls.testing.Pki;
import java.net.URI;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The clients of the matrix: those of {@link SiteCertificates}, and further ones of the same root.
 *
 * @param leaf issued directly by the root
 * @param rsa with an RSA-4096 key, as have the two CAs between it and the root
 * @param ec with a key on P-384, as has the CA that issued it
 * @param separators with commas, semicolons and equals signs in a URI name
 * @param quotes with a quotation mark in a URI name
 * @param dnsNames with all of these in a DNS name
 * @param distinguished with quotation marks, commas, plus signs, non-ASCII letters and a
 *     multi-valued RDN in its subject
 * @param revoked listed on the CRL of its distribution point
 * @param intermediates the PEM of all CAs below the root
 * @param revocationLists the PEM of a CRL of each CA, one of which lists {@code revoked}
 */
record Clients(
    SiteCertificates certificates,
    Pki.Held leaf,
    Pki.Held rsa,
    Pki.Held ec,
    Pki.Held separators,
    Pki.Held quotes,
    Pki.Held dnsNames,
    Pki.Held distinguished,
    Pki.Held revoked,
    String intermediates,
    String revocationLists) {

  private static final int RSA_BITS = 4096;
  private static final String CURVE = "secp384r1";
  private static final String BANK = ",O=Example Bank,C=XX";

  /** Creates all of them, which takes seconds because of the RSA keys. */
  static Clients of(SiteCertificates certificates, URI revocationList) {
    Pki.Authority issuing = certificates.clientIssuing();
    Pki.Authority policy =
        certificates
            .clientRoot()
            .intermediateBuilder("Example RSA Policy CA")
            .rsa(RSA_BITS)
            .issueAuthority();
    Pki.Authority rsa =
        policy.intermediateBuilder("Example RSA Issuing CA").rsa(RSA_BITS).issueAuthority();
    Pki.Authority ec =
        certificates
            .clientRoot()
            .intermediateBuilder("Example EC Issuing CA")
            .ec(CURVE)
            .issueAuthority();
    Pki.Held revoked = issuing.client("revoked").crl(revocationList.toString()).issue();
    return new Clients(
        certificates,
        certificates.clientRoot().client("leaf").subject("CN=leaf" + BANK).issue(),
        rsa.client("rsa").subject("CN=rsa" + BANK).rsa(RSA_BITS).issue(),
        ec.client("ec").subject("CN=ec" + BANK).ec(CURVE).issue(),
        issuing.client("separators").uri("spiffe://bank.example/a,b;c=d").dns("a.example").issue(),
        issuing.client("quotes").uri("spiffe://bank.example/a\"b").dns("a.example").issue(),
        issuing.client("dns").dns("a,b;c=d\"e\".example").issue(),
        issuing
            .client("distinguished")
            .subject("CN=\"Zoë \\\"Z\\\" Müller, a+b; c=d\",OU=x+L=y,O=Söhne \\+ Co.\\, Inc.,C=XX")
            .issue(),
        revoked,
        issuing.pem() + policy.pem() + rsa.pem() + ec.pem(),
        issuing.crl().revoke(revoked).pem()
            + Stream.of(certificates.clientRoot(), policy, rsa, ec)
                .map(authority -> authority.crl().pem())
                .collect(Collectors.joining()));
  }
}
