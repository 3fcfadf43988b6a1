package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.BouncyCastle;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Principal;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.jcajce.interfaces.BCX509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * A certificate as Bouncy Castle's path validation gets it. All signatures are verified by Bouncy
 * Castle.
 *
 * <h2>A leaf is not parsed again</h2>
 *
 * <p>What the validation asks of a leaf is answered from the ASN.1 that Bouncy Castle has parsed
 * before. Only what it asks of an issuer in addition needs Bouncy Castle's own certificate, which
 * is parsed when it is first needed.
 *
 * <h2>A signature is verified once for each issuer's key</h2>
 *
 * <p>The certificate remembers the last key with which its signature was valid, and compares the
 * whole key. So the path search and the path validation share one verification. Only this outcome
 * is remembered. An invalid signature is verified again each time.
 *
 * <h2>It has no name constraints</h2>
 *
 * <p>Bouncy Castle's validation cannot skip them. {@link NameConstraintsChecker} checks them
 * instead.
 */
@SuppressWarnings("deprecation") // X509Certificate has deprecated abstract methods
final class BouncyCastleCertificate extends X509Certificate implements BCX509Certificate {

  private static final long serialVersionUID = 1L;

  private final transient ParsedCertificate parsed;
  private final transient X500Principal subject;
  private final transient X500Principal issuer;
  private final transient AtomicInteger verifications = new AtomicInteger();
  private transient volatile @Nullable X509Certificate certificate;
  private transient volatile @Nullable PublicKey signer;
  private transient volatile @Nullable PublicKey key;

  /**
   * Wraps a certificate without building its key.
   *
   * @throws IllegalArgumentException if its subject or issuer is malformed
   */
  BouncyCastleCertificate(ParsedCertificate parsed) {
    this.parsed = parsed;
    this.subject = principal(parsed.parsed().getSubject());
    this.issuer = principal(parsed.parsed().getIssuer());
  }

  private static X500Principal principal(X500Name name) {
    try {
      return new X500Principal(name.getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new IllegalArgumentException("a name without a DER encoding", e);
    }
  }

  /**
   * Returns Bouncy Castle's own certificate.
   *
   * @throws IllegalArgumentException if Bouncy Castle rejects it
   */
  private X509Certificate certificate() {
    X509Certificate own = certificate;
    if (own == null) {
      own = BouncyCastle.parse(parsed);
      certificate = own;
    }
    return own;
  }

  /** Builds the subject's key, or returns it if it was built before. Empty if it is invalid. */
  Optional<PublicKey> key() {
    PublicKey known = key;
    if (known != null) {
      return Optional.of(known);
    }
    Optional<PublicKey> built = BouncyCastle.key(parsed);
    key = built.orElse(null);
    return built;
  }

  /** Returns true if the certificate is signed with the issuer's key. */
  boolean isSignedBy(PublicKey issuer) {
    try {
      verify(issuer);
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  /** Returns how often the signature was verified. */
  int verifications() {
    return verifications.get();
  }

  @Override
  public void verify(PublicKey key)
      throws CertificateException,
          NoSuchAlgorithmException,
          InvalidKeyException,
          SignatureException {
    if (isSame(signer, key)) {
      return;
    }
    verifications.incrementAndGet();
    BouncyCastle.verify(parsed, key);
    signer = key;
  }

  private static boolean isSame(@Nullable PublicKey known, PublicKey key) {
    return known != null && (known == key || Arrays.equals(known.getEncoded(), key.getEncoded()));
  }

  @Override
  public void verify(PublicKey issuer, String provider) throws NoSuchProviderException {
    throw new NoSuchProviderException(provider);
  }

  @Override
  public void verify(PublicKey issuer, Provider provider) {
    throw new UnsupportedOperationException("only Bouncy Castle verifies this certificate");
  }

  @Override
  public byte @Nullable [] getExtensionValue(String oid) {
    ASN1ObjectIdentifier type = ASN1ObjectIdentifier.tryFromID(oid);
    Extension extension = type == null ? null : extension(type);
    try {
      return extension == null ? null : extension.getExtnValue().getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException("an octet string without an encoding", e);
    }
  }

  private @Nullable Extension extension(ASN1ObjectIdentifier type) {
    Extensions all = parsed.parsed().getTBSCertificate().getExtensions();
    return all == null || type.equals(Extension.nameConstraints) ? null : all.getExtension(type);
  }

  @Override
  public @Nullable Set<String> getCriticalExtensionOIDs() {
    return extensions(true);
  }

  @Override
  public @Nullable Set<String> getNonCriticalExtensionOIDs() {
    return extensions(false);
  }

  private @Nullable Set<String> extensions(boolean critical) {
    Extensions all = parsed.parsed().getTBSCertificate().getExtensions();
    if (all == null) {
      return null;
    }
    Set<String> oids = new HashSet<>();
    for (ASN1ObjectIdentifier type : all.getExtensionOIDs()) {
      Extension extension = extension(type);
      if (extension != null && extension.isCritical() == critical) {
        oids.add(type.getId());
      }
    }
    return oids;
  }

  @Override
  public boolean hasUnsupportedCriticalExtension() {
    return certificate().hasUnsupportedCriticalExtension();
  }

  @Override
  public X500Name getSubjectX500Name() {
    return parsed.parsed().getSubject();
  }

  @Override
  public X500Name getIssuerX500Name() {
    return parsed.parsed().getIssuer();
  }

  @Override
  public TBSCertificate getTBSCertificateNative() {
    return parsed.parsed().getTBSCertificate();
  }

  @Override
  public X500Principal getSubjectX500Principal() {
    return subject;
  }

  @Override
  public X500Principal getIssuerX500Principal() {
    return issuer;
  }

  @Override
  public Principal getSubjectDN() {
    return getSubjectX500Principal();
  }

  @Override
  public Principal getIssuerDN() {
    return getIssuerX500Principal();
  }

  @Override
  public void checkValidity() throws CertificateExpiredException, CertificateNotYetValidException {
    certificate().checkValidity();
  }

  /** Bouncy Castle's certificate would parse its dates again, by a new date format for each. */
  @Override
  public void checkValidity(Date date)
      throws CertificateExpiredException, CertificateNotYetValidException {
    Instant time = date.toInstant();
    if (time.isBefore(parsed.notBefore()) || time.isAfter(parsed.notAfter())) {
      certificate().checkValidity(date);
      throw new CertificateExpiredException("not valid at " + time);
    }
  }

  @Override
  public int getVersion() {
    return parsed.parsed().getVersionNumber();
  }

  @Override
  public BigInteger getSerialNumber() {
    return certificate().getSerialNumber();
  }

  @Override
  public Date getNotBefore() {
    return certificate().getNotBefore();
  }

  @Override
  public Date getNotAfter() {
    return certificate().getNotAfter();
  }

  @Override
  public byte[] getTBSCertificate() throws CertificateEncodingException {
    return certificate().getTBSCertificate();
  }

  @Override
  public byte[] getSignature() {
    return certificate().getSignature();
  }

  @Override
  public String getSigAlgName() {
    return certificate().getSigAlgName();
  }

  @Override
  public String getSigAlgOID() {
    return certificate().getSigAlgOID();
  }

  @Override
  public byte[] getSigAlgParams() {
    return certificate().getSigAlgParams();
  }

  @Override
  public boolean[] getIssuerUniqueID() {
    return certificate().getIssuerUniqueID();
  }

  @Override
  public boolean[] getSubjectUniqueID() {
    return certificate().getSubjectUniqueID();
  }

  @Override
  public boolean[] getKeyUsage() {
    return certificate().getKeyUsage();
  }

  @Override
  public int getBasicConstraints() {
    return certificate().getBasicConstraints();
  }

  @Override
  public PublicKey getPublicKey() {
    return key().orElseThrow(() -> new IllegalStateException("malformed key"));
  }

  @Override
  public byte[] getEncoded() throws CertificateEncodingException {
    return certificate().getEncoded();
  }

  @Override
  public String toString() {
    return certificate().toString();
  }
}
