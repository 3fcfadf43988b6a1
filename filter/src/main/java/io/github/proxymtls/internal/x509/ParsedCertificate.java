package io.github.proxymtls.internal.x509;

import io.github.proxymtls.internal.text.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.jspecify.annotations.Nullable;

/**
 * A parsed certificate that may be part of a certification path. Its key is not built. Each part is
 * read once, when it is first needed.
 */
public final class ParsedCertificate {

  private final byte[] der;
  private final Certificate parsed;
  private final DistinguishedName subject;
  private final DistinguishedName issuer;
  private final ConcurrentMap<ASN1ObjectIdentifier, ASN1Primitive> extensions =
      new ConcurrentHashMap<>();
  private volatile @Nullable String thumbprint;
  private volatile @Nullable Instant notBefore;
  private volatile @Nullable Instant notAfter;

  private ParsedCertificate(byte[] der, Certificate parsed) {
    this.der = der;
    this.parsed = parsed;
    this.subject = name(parsed.getSubject());
    this.issuer = name(parsed.getIssuer());
  }

  private static DistinguishedName name(X500Name name) {
    try {
      return DistinguishedName.of(name);
    } catch (IllegalArgumentException e) {
      throw new MalformedNameException(e);
    }
  }

  /**
   * Creates one from a certificate that a peer sent.
   *
   * @throws MalformedNameException if its subject or issuer is malformed
   */
  public static ParsedCertificate of(DecodedCertificate claimed) {
    return new ParsedCertificate(claimed.der(), claimed.parsed());
  }

  /**
   * Creates one from a certificate that another library parsed.
   *
   * @throws IllegalArgumentException if it is not strict DER, or a name in it is malformed
   */
  public static ParsedCertificate of(X509Certificate certificate) {
    try {
      return of(certificate.getEncoded());
    } catch (CertificateException e) {
      throw new IllegalArgumentException("not a certificate", e);
    }
  }

  /**
   * Creates one from the strict DER of a certificate.
   *
   * @throws IllegalArgumentException if it is not a certificate, or a name in it is malformed
   */
  public static ParsedCertificate of(byte[] der) {
    try {
      return new ParsedCertificate(der, Certificate.getInstance(strict(der)));
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not a certificate in strict DER", e);
    }
  }

  /** Reads exactly one value in DER. */
  public static ASN1Primitive strict(byte[] der) throws IOException {
    ASN1Primitive value = ASN1Primitive.fromByteArray(der);
    if (value == null || !ExpectedOctets.isDer(value, der)) {
      throw new IOException("not DER");
    }
    return value;
  }

  public Certificate parsed() {
    return parsed;
  }

  public DistinguishedName subject() {
    return subject;
  }

  public DistinguishedName issuer() {
    return issuer;
  }

  public boolean selfIssued() {
    return subject.equals(issuer);
  }

  public boolean sameAs(ParsedCertificate other) {
    return Arrays.equals(der, other.der);
  }

  /** Adds the octets that the issuer signed, the TBSCertificate, to a signature. */
  void updateSigned(Signature signature) throws SignatureException {
    int from = DerCursor.contents(der, 0);
    signature.update(der, from, DerCursor.endOf(der, from) - from);
  }

  public Instant notBefore() {
    Instant read = notBefore;
    if (read == null) {
      read = CertificateTime.of(parsed.getStartDate());
      notBefore = read;
    }
    return read;
  }

  public Instant notAfter() {
    Instant read = notAfter;
    if (read == null) {
      read = CertificateTime.of(parsed.getEndDate());
      notAfter = read;
    }
    return read;
  }

  /**
   * Reads an extension, whose value must be strict DER, too.
   *
   * @return null if the certificate does not have the extension
   * @throws IllegalArgumentException if it is malformed
   */
  public <T> @Nullable T extension(ASN1ObjectIdentifier oid, Function<Object, T> reader) {
    try {
      ASN1Primitive value = extension(oid);
      return value == null ? null : reader.apply(value);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("malformed extension " + oid.getId(), e);
    }
  }

  /**
   * Reads the value of an extension, which must be strict DER.
   *
   * @return null if the certificate does not have the extension
   */
  @Nullable ASN1Primitive extension(ASN1ObjectIdentifier oid) throws IOException {
    Extensions all = parsed.getTBSCertificate().getExtensions();
    Extension extension = all == null ? null : all.getExtension(oid);
    if (extension == null) {
      return null;
    }
    ASN1Primitive read = extensions.get(oid);
    if (read == null) {
      read = strict(extension.getExtnValue().getOctets());
      extensions.put(oid, read);
    }
    return read;
  }

  /** Returns the {@code x5t#S256} thumbprint: SHA-256 of the DER, in base64url without padding. */
  public String thumbprint() {
    String computed = thumbprint;
    if (computed == null) {
      computed = Sha256.base64Url(der);
      thumbprint = computed;
    }
    return computed;
  }

  /**
   * Returns the certificate as the JDK's factory parses it, which is the form that a container
   * exposes. If the JDK cannot parse the name constraints, Bouncy Castle's factory parses it.
   *
   * @throws IllegalArgumentException if the factory rejects the certificate
   */
  public X509Certificate toX509Certificate() {
    if (!isReadByPlatform()) {
      return BouncyCastle.parse(this);
    }
    try {
      return read(CertificateFactory.getInstance("X.509"));
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns false for a certificate with name constraints that the JDK's parser rejects although
   * they are well-formed.
   */
  public boolean isReadByPlatform() {
    NameConstraintsExtension constraints = NameConstraintsExtension.of(this);
    return constraints == null || !constraints.isRejectedByPlatform();
  }

  /**
   * Returns the certificate as a factory parses it.
   *
   * @throws IllegalArgumentException if the factory rejects the certificate
   */
  public X509Certificate read(CertificateFactory factory) {
    try {
      return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      String reader = factory.getProvider().getName();
      throw new IllegalArgumentException(
          "a certificate that the provider " + reader + " rejects", e);
    }
  }
}
