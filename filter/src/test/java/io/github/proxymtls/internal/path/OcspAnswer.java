package io.github.proxymtls.internal.path;

import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/** Builds an OCSP response, which is valid by default. One instance builds one response. */
public final class OcspAnswer {

  public static final ASN1ObjectIdentifier NONCE = OCSPObjectIdentifiers.id_pkix_ocsp_nonce;

  private final Pki.Held signer;
  private final List<Single> singles = new ArrayList<>();
  private final List<X509Certificate> certificates = new ArrayList<>();
  private final List<Extension> extensions = new ArrayList<>();

  private RespID responder;
  private Instant produced;
  private @Nullable Duration lifetime = Duration.ofHours(1);
  private Instant thisUpdate;
  private CertificateStatus status = CertificateStatus.GOOD;
  private String hash = "1.3.14.3.2.26";
  private String algorithm = "SHA256withECDSA";
  private @Nullable Extensions singleExtensions;

  private record Single(
      CertificateID id,
      CertificateStatus status,
      Instant thisUpdate,
      @Nullable Duration lifetime,
      @Nullable Extensions extensions) {}

  /** Creates a response signed by a CA or an authorized responder at a time. */
  public OcspAnswer(Pki.Held signer, Instant now) {
    this.signer = signer;
    this.produced = now;
    this.thisUpdate = now.minus(Duration.ofMinutes(1));
    this.responder = new RespID(holder(signer.certificate()).getSubject());
  }

  /** Identifies the responder by its key. */
  public OcspAnswer byKey() throws OCSPException, OperatorCreationException {
    SubjectPublicKeyInfo key = holder(signer.certificate()).getSubjectPublicKeyInfo();
    responder =
        new RespID(key, new JcaDigestCalculatorProviderBuilder().build().get(RespID.HASH_SHA1));
    return this;
  }

  public OcspAnswer named(X509Certificate another) {
    responder = new RespID(holder(another).getSubject());
    return this;
  }

  public OcspAnswer produced(Instant at) {
    produced = at;
    return this;
  }

  /** Sets the status of the following answers. */
  public OcspAnswer status(CertificateStatus value) {
    status = value;
    return this;
  }

  /** Sets the dates of the following answers; null for no nextUpdate. */
  public OcspAnswer dated(Instant from, @Nullable Duration until) {
    thisUpdate = from;
    lifetime = until;
    return this;
  }

  /** Sets the hash algorithm of the CertIDs of the following answers. */
  public OcspAnswer hash(String oid) {
    hash = oid;
    return this;
  }

  /** Adds an extension to the following answers. */
  public OcspAnswer singleExtension(Extension extension) {
    singleExtensions = new Extensions(extension);
    return this;
  }

  public OcspAnswer signedWith(String name) {
    algorithm = name;
    return this;
  }

  public OcspAnswer with(X509Certificate certificate) {
    certificates.add(certificate);
    return this;
  }

  public OcspAnswer extension(ASN1ObjectIdentifier oid, boolean critical, byte[] value) {
    extensions.add(new Extension(oid, critical, value));
    return this;
  }

  public OcspAnswer nonce(byte[] value) throws IOException {
    return extension(NONCE, false, new DEROctetString(value).getEncoded());
  }

  public OcspAnswer about(X509Certificate certificate, X509Certificate issuer) throws Exception {
    return about(certificate.getSerialNumber(), issuer);
  }

  public OcspAnswer about(BigInteger serial, X509Certificate issuer) throws Exception {
    var digests = new JcaDigestCalculatorProviderBuilder().build();
    var digest = digests.get(new AlgorithmIdentifier(new ASN1ObjectIdentifier(hash)));
    CertificateID id = new CertificateID(digest, holder(issuer), serial);
    singles.add(new Single(id, status, thisUpdate, lifetime, singleExtensions));
    return this;
  }

  public byte[] der() throws Exception {
    BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(responder);
    for (Single single : singles) {
      Date next =
          single.lifetime == null ? null : Date.from(single.thisUpdate.plus(single.lifetime));
      builder.addResponse(
          single.id, single.status, Date.from(single.thisUpdate), next, single.extensions);
    }
    if (!extensions.isEmpty()) {
      builder.setResponseExtensions(new Extensions(extensions.toArray(Extension[]::new)));
    }
    X509CertificateHolder[] chain =
        certificates.stream().map(OcspAnswer::holder).toArray(X509CertificateHolder[]::new);
    return new OCSPRespBuilder()
        .build(
            OCSPRespBuilder.SUCCESSFUL,
            builder.build(
                new JcaContentSignerBuilder(algorithm).build(signer.privateKey()),
                chain,
                Date.from(produced)))
        .getEncoded();
  }

  private static X509CertificateHolder holder(X509Certificate certificate) {
    try {
      return new JcaX509CertificateHolder(certificate);
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
