package io.github.proxymtls.testing;

import io.github.proxymtls.testing.Pki.Authority;
import io.github.proxymtls.testing.Pki.Held;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Builds a certificate. Nothing is required or checked: names are used verbatim, and tests can
 * build certificates that violate the standard. Not thread-safe. One instance builds one
 * certificate.
 */
public final class CertificateBuilder {

  private final Pki pki;
  private final @Nullable Authority issuer;
  private final ExtensionList extensions = new ExtensionList();

  private X500Name subject = X500Name.getInstance(new DERSequence());
  private Instant notBefore;
  private Instant notAfter;
  private BigInteger serial;
  private String keyAlgorithm = "EC";
  private Object keyParameters = "secp256r1";
  private @Nullable KeyPair keys;
  private @Nullable String signature;

  CertificateBuilder(Pki pki, @Nullable Authority issuer) {
    this.pki = pki;
    this.issuer = issuer;
    this.notBefore = pki.clock().instant().minus(Duration.ofHours(1));
    this.notAfter = notBefore.plus(pki.lifetime());
    this.serial = new BigInteger(64, pki.random()).setBit(64);
  }

  /**
   * Sets the subject {@code CN=name}. The name may contain any characters. Replaces any other
   * subject.
   */
  public CertificateBuilder commonName(String name) {
    return subject(new X500Name(new RDN[] {new RDN(BCStyle.CN, new DERUTF8String(name))}));
  }

  /** Sets the subject as an RFC 4514 string, the last RDN first; empty for none. */
  public CertificateBuilder subject(String rfc4514) {
    return subject(X500Name.getInstance(new X500Principal(rfc4514).getEncoded()));
  }

  /** Sets the subject as it is encoded. */
  public CertificateBuilder subject(X500Name name) {
    this.subject = name;
    return this;
  }

  /** Adds a dNSName. */
  public CertificateBuilder dns(String name) {
    return san(new GeneralName(GeneralName.dNSName, name));
  }

  /** Adds a uniformResourceIdentifier. */
  public CertificateBuilder uri(String uri) {
    return san(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
  }

  /** Adds an rfc822Name. */
  public CertificateBuilder email(String address) {
    return san(new GeneralName(GeneralName.rfc822Name, address));
  }

  /** Adds an iPAddress, given as a literal of either version. */
  public CertificateBuilder ip(String literal) {
    return san(new GeneralName(GeneralName.iPAddress, literal));
  }

  /** Adds an otherName whose value is a UTF8String, such as a user principal name. */
  public CertificateBuilder otherName(String oid, String value) {
    ASN1Encodable[] typeAndValue = {
      new ASN1ObjectIdentifier(oid), new DERTaggedObject(true, 0, new DERUTF8String(value))
    };
    return san(new GeneralName(GeneralName.otherName, new DERSequence(typeAndValue)));
  }

  /** Adds any entry to the subject alternative names. */
  public CertificateBuilder san(GeneralName name) {
    extensions.addName(name);
    return this;
  }

  /** Uses an RSA key of this size in bits. */
  public CertificateBuilder rsa(int bits) {
    return key("RSA", bits);
  }

  /** Uses an EC key on a curve with the JDK's name, such as {@code secp384r1}. */
  public CertificateBuilder ec(String curve) {
    return key("EC", curve);
  }

  /** Uses an Ed25519 key. */
  public CertificateBuilder ed25519() {
    return key("Ed25519", "");
  }

  /** Uses an ML-DSA-65 key (FIPS 204). */
  public CertificateBuilder mlDsa() {
    return key("ML-DSA-65", "");
  }

  /** Uses an existing key, for example of a certificate to renew or cross-sign. */
  public CertificateBuilder keys(KeyPair made) {
    this.keys = made;
    return this;
  }

  /** Sets the signature algorithm, such as {@code SHA1withRSA} or {@code SHA256withRSAandMGF1}. */
  public CertificateBuilder signedWith(String algorithm) {
    this.signature = algorithm;
    return this;
  }

  /** Sets the validity period with second precision, both ends included. */
  public CertificateBuilder validity(Instant from, Instant to) {
    this.notBefore = from;
    this.notAfter = to;
    return this;
  }

  /** Makes the certificate expire yesterday. */
  public CertificateBuilder expired() {
    Instant now = pki.clock().instant();
    return validity(now.minus(Duration.ofDays(10)), now.minus(Duration.ofDays(1)));
  }

  /** Makes the certificate valid from tomorrow. */
  public CertificateBuilder notYetValid() {
    Instant now = pki.clock().instant();
    return validity(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(10)));
  }

  CertificateBuilder lifetime(Duration lifetime) {
    return validity(notBefore, notBefore.plus(lifetime));
  }

  /** Sets the serial number. */
  public CertificateBuilder serial(BigInteger number) {
    this.serial = number;
    return this;
  }

  /** Sets the extended key usages and replaces all others. */
  public CertificateBuilder extendedKeyUsage(String... oids) {
    KeyPurposeId[] purposes = new KeyPurposeId[oids.length];
    for (int i = 0; i < oids.length; i++) {
      purposes[i] = KeyPurposeId.getInstance(new ASN1ObjectIdentifier(oids[i]));
    }
    return extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
  }

  /** Removes the extended key usage extension. */
  public CertificateBuilder noExtendedKeyUsage() {
    return without(Extension.extendedKeyUsage);
  }

  /** Sets the key usage as bits of {@link KeyUsage}, such as {@code KeyUsage.digitalSignature}. */
  public CertificateBuilder keyUsage(int bits) {
    return extension(Extension.keyUsage, true, new KeyUsage(bits));
  }

  /** Removes the key usage extension. */
  public CertificateBuilder noKeyUsage() {
    return without(Extension.keyUsage);
  }

  /** Sets basic constraints with cA, or removes the extension. */
  public CertificateBuilder ca(boolean authority) {
    return authority
        ? extension(Extension.basicConstraints, true, new BasicConstraints(true))
        : without(Extension.basicConstraints);
  }

  /** Sets basic constraints with cA and a path length. */
  public CertificateBuilder pathLength(int intermediates) {
    return extension(Extension.basicConstraints, true, new BasicConstraints(intermediates));
  }

  /** Adds a permitted subtree to the name constraints. */
  public CertificateBuilder permit(GeneralName subtree) {
    extensions.permit(subtree);
    return this;
  }

  /** Adds an excluded subtree to the name constraints. */
  public CertificateBuilder exclude(GeneralName subtree) {
    extensions.exclude(subtree);
    return this;
  }

  /** Adds the URL of a CRL. */
  public CertificateBuilder crl(String url) {
    DistributionPointName name = new DistributionPointName(new GeneralNames(uriName(url)));
    DistributionPoint[] points = {new DistributionPoint(name, null, null)};
    return extension(Extension.cRLDistributionPoints, false, new CRLDistPoint(points));
  }

  /** Adds the URL of an OCSP responder. */
  public CertificateBuilder ocsp(String url) {
    extensions.addAccess(AccessDescription.id_ad_ocsp, uriName(url));
    return this;
  }

  /** Adds the URL of the issuer's certificate. */
  public CertificateBuilder caIssuers(String url) {
    extensions.addAccess(AccessDescription.id_ad_caIssuers, uriName(url));
    return this;
  }

  /** Adds any extension and replaces one with the same OID. */
  public CertificateBuilder extension(
      ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    extensions.put(oid, critical, value);
    return this;
  }

  /** Adds any extension with a value that need not be DER, and replaces one with the same OID. */
  public CertificateBuilder extension(ASN1ObjectIdentifier oid, boolean critical, byte[] value) {
    extensions.put(oid, critical, value);
    return this;
  }

  private CertificateBuilder without(ASN1ObjectIdentifier oid) {
    extensions.remove(oid);
    return this;
  }

  private CertificateBuilder key(String algorithm, Object parameters) {
    this.keyAlgorithm = algorithm;
    this.keyParameters = parameters;
    return this;
  }

  private static GeneralName uriName(String url) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, url);
  }

  /** Creates the certificate and its key. */
  public Held issue() {
    try {
      KeyPair own = keys == null ? Keys.generate(keyAlgorithm, keyParameters, pki.random()) : keys;
      KeyPair signer = issuer == null ? own : issuer.held().keys();
      X509v3CertificateBuilder certificate = unsigned(own);
      for (Extension extension : extensions.all(subject, own, signer)) {
        certificate.addExtension(extension);
      }
      byte[] der = certificate.build(signer(signer)).getEncoded();
      return new Held(der, own, issuer);
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Creates the certificate and its key as a CA that can issue others. */
  public Authority issueAuthority() {
    return new Authority(pki, issue());
  }

  private X509v3CertificateBuilder unsigned(KeyPair own) {
    X500Name issuedBy =
        issuer == null ? subject : Certificate.getInstance(issuer.held().der()).getSubject();
    return new X509v3CertificateBuilder(
        issuedBy, serial, Date.from(notBefore), Date.from(notAfter), subject, spki(own));
  }

  private ContentSigner signer(KeyPair signer) throws OperatorCreationException {
    String algorithm = signature == null ? Keys.usualSignature(signer) : signature;
    return new JcaContentSignerBuilder(algorithm)
        .setProvider(Keys.BOUNCY_CASTLE)
        .setSecureRandom(pki.random())
        .build(signer.getPrivate());
  }

  private static SubjectPublicKeyInfo spki(KeyPair own) {
    return SubjectPublicKeyInfo.getInstance(own.getPublic().getEncoded());
  }
}
