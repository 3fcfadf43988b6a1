package io.github.proxymtls.testing;

import io.github.proxymtls.testing.Pki.Held;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Builds a CRL. Nothing is required or checked, so that tests can build CRLs that violate the
 * standard. Not thread-safe.
 */
public final class CrlBuilder {

  private final Held signer;
  private final ASN1EncodableVector entries = new ASN1EncodableVector();
  private final List<ASN1Encodable> extensions = new ArrayList<>();

  private X500Name issuer;
  private Instant thisUpdate;
  private @Nullable Instant nextUpdate;
  private @Nullable BigInteger number = BigInteger.ONE;
  private @Nullable Integer version = 1;
  private @Nullable AlgorithmIdentifier outer;
  private String algorithm;
  private boolean emptyEntries;

  CrlBuilder(Instant now, Held signer) {
    this.signer = signer;
    this.issuer = X500Name.getInstance(signer.certificate().getSubjectX500Principal().getEncoded());
    this.thisUpdate = now.minus(Duration.ofHours(1));
    this.nextUpdate = now.plus(Duration.ofDays(1));
    this.algorithm = Keys.usualSignature(signer.keys());
  }

  /** Revokes a certificate without a reason. */
  public CrlBuilder revoke(Held certificate) {
    return revoke(certificate.certificate().getSerialNumber());
  }

  /** Revokes a serial number. */
  public CrlBuilder revoke(BigInteger serial) {
    return entry(serial);
  }

  /** Revokes a certificate with a reason of {@link CRLReason}. */
  public CrlBuilder revoke(Held certificate, int reason) {
    return entry(
        certificate.certificate().getSerialNumber(),
        extension(Extension.reasonCode, false, der(CRLReason.lookup(reason))));
  }

  /** Adds an entry with any extensions. */
  public CrlBuilder entry(BigInteger serial, Extension... all) {
    ASN1EncodableVector entry = new ASN1EncodableVector();
    entry.add(new ASN1Integer(serial));
    entry.add(new Time(Date.from(thisUpdate)));
    if (all.length > 0) {
      entry.add(new DERSequence(all));
    }
    return entry(new DERSequence(entry));
  }

  /** Adds any entry. */
  public CrlBuilder entry(ASN1Encodable encoded) {
    entries.add(encoded);
    return this;
  }

  /** Encodes the list of entries even if it is empty. */
  public CrlBuilder emptyEntries() {
    this.emptyEntries = true;
    return this;
  }

  /** Sets the CRL number; null for none. */
  public CrlBuilder number(@Nullable Integer of) {
    this.number = of == null ? null : BigInteger.valueOf(of);
    return this;
  }

  /** Makes this a delta CRL for the complete CRL with this number. */
  public CrlBuilder delta(int base) {
    return extension(Extension.deltaCRLIndicator, true, new ASN1Integer(base));
  }

  /** Adds an issuing distribution point. */
  public CrlBuilder scope(IssuingDistributionPoint point) {
    return extension(Extension.issuingDistributionPoint, true, point);
  }

  /** Adds any extension. */
  public CrlBuilder extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    extensions.add(extension(oid, critical, der(value)));
    return this;
  }

  /** Adds anything in place of an extension. */
  public CrlBuilder extension(ASN1Encodable encoded) {
    extensions.add(encoded);
    return this;
  }

  /** Creates an extension, for example of an entry. */
  public static Extension extension(ASN1ObjectIdentifier oid, boolean critical, byte[] value) {
    return new Extension(oid, critical, new DEROctetString(value));
  }

  /** Sets thisUpdate. */
  public CrlBuilder thisUpdate(Instant at) {
    this.thisUpdate = at;
    return this;
  }

  /** Sets nextUpdate; null for none. */
  public CrlBuilder nextUpdate(@Nullable Instant at) {
    this.nextUpdate = at;
    return this;
  }

  /** Sets the issuer, independently of the signer. */
  public CrlBuilder issuer(X500Name name) {
    this.issuer = name;
    return this;
  }

  /** Sets the version field, which is one less than the version; null for none. */
  public CrlBuilder version(@Nullable Integer field) {
    this.version = field;
    return this;
  }

  /** Sets the signature algorithm, such as {@code SHA1withECDSA}. */
  public CrlBuilder signedWith(String name) {
    this.algorithm = name;
    return this;
  }

  /** Sets an outer signature algorithm that differs from the signed one. */
  public CrlBuilder outerAlgorithm(AlgorithmIdentifier other) {
    this.outer = other;
    return this;
  }

  /** Returns the DER. */
  public byte[] der() {
    try {
      ContentSigner maker =
          new JcaContentSignerBuilder(algorithm)
              .setProvider(Keys.BOUNCY_CASTLE)
              .build(signer.privateKey());
      DERSequence content = content(maker.getAlgorithmIdentifier());
      maker.getOutputStream().write(content.getEncoded(ASN1Encoding.DER));
      ASN1EncodableVector all = new ASN1EncodableVector();
      all.add(content);
      all.add(outer == null ? maker.getAlgorithmIdentifier() : outer);
      all.add(new DERBitString(maker.getSignature()));
      return der(new DERSequence(all));
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the PEM with a newline at the end. */
  public String pem() {
    return Held.pem("X509 CRL", der());
  }

  private DERSequence content(AlgorithmIdentifier inner) {
    ASN1EncodableVector all = new ASN1EncodableVector();
    if (version != null) {
      all.add(new ASN1Integer(version));
    }
    all.add(inner);
    all.add(issuer);
    all.add(new Time(Date.from(thisUpdate)));
    if (nextUpdate != null) {
      all.add(new Time(Date.from(nextUpdate)));
    }
    if (entries.size() > 0 || emptyEntries) {
      all.add(new DERSequence(entries));
    }
    List<ASN1Encodable> numbered = new ArrayList<>(extensions);
    if (number != null) {
      numbered.add(extension(Extension.cRLNumber, false, der(new ASN1Integer(number))));
    }
    if (!numbered.isEmpty()) {
      all.add(
          new DERTaggedObject(true, 0, new DERSequence(numbered.toArray(ASN1Encodable[]::new))));
    }
    return new DERSequence(all);
  }

  private static byte[] der(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
