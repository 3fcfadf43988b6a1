package io.github.proxymtls.it.matrix;

import io.github.proxymtls.samples.site.Cast;
import io.github.proxymtls.testing.Pki;
import java.net.URI;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The clients of the matrix: those of a {@link Cast}, and further ones of the same root.
 *
 * @param leaf issued by the root itself
 * @param rsa with a key of RSA-4096, as have the two authorities between it and the root
 * @param ec with a key on P-384, as has the authority that issued it
 * @param separators has commas, semicolons and equals signs in the URI of its names
 * @param quotes has a quote in the URI of its names
 * @param dnsNames has all of these in a DNS name
 * @param distinguished has quotes, commas, plus signs, letters beyond ASCII and an RDN of two
 *     values in its subject
 * @param revoked is on the revocation list that it points to
 * @param intermediates the PEM of all authorities below the root
 * @param revocationLists the PEM of a CRL by each authority; {@code revoked} is on one
 */
record Clients(
    Cast cast,
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

  /** Makes them all, which takes seconds because of the RSA keys. */
  static Clients of(Cast cast, URI revocationList) {
    Pki.Authority issuing = cast.clientIssuing();
    Pki.Authority policy =
        cast.clientRoot()
            .intermediateBuilder("Example RSA Policy CA")
            .rsa(RSA_BITS)
            .issueAuthority();
    Pki.Authority rsa =
        policy.intermediateBuilder("Example RSA Issuing CA").rsa(RSA_BITS).issueAuthority();
    Pki.Authority ec =
        cast.clientRoot().intermediateBuilder("Example EC Issuing CA").ec(CURVE).issueAuthority();
    Pki.Held revoked = issuing.client("revoked").crl(revocationList.toString()).issue();
    return new Clients(
        cast,
        cast.clientRoot().client("leaf").subject("CN=leaf" + BANK).issue(),
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
        issuing.revocationList().revoke(revoked).pem()
            + Stream.of(cast.clientRoot(), policy, rsa, ec)
                .map(authority -> authority.revocationList().pem())
                .collect(Collectors.joining()));
  }
}
