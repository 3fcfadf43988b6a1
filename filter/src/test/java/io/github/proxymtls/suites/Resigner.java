package io.github.proxymtls.suites;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Signature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.ResponseBytes;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;

/**
 * Replaces the weak or unknown keys of a suite. Each key becomes a P-256 key. Each valid signature
 * becomes a valid signature with the new key, and each invalid signature is made with an unrelated
 * key. Data that is too malformed to be signed stays unchanged. Adds basic constraints to CAs and
 * CRL numbers to version 2 CRLs if they are missing, and changes nothing else.
 */
final class Resigner {

  private static final Provider BC = new BouncyCastleProvider();
  private static final AlgorithmIdentifier ECDSA =
      new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256withECDSA");

  private final Map<SubjectPublicKeyInfo, KeyPair> keys = new LinkedHashMap<>();
  private final KeyPair unrelatedKey = pair();

  /** Creates new keys for these certificates. */
  Resigner(List<byte[]> certificates) {
    certificates.forEach(this::learn);
  }

  private void learn(byte[] der) {
    try {
      keys.computeIfAbsent(Certificate.getInstance(der).getSubjectPublicKeyInfo(), old -> pair());
    } catch (IllegalArgumentException malformed) {
      // A malformed certificate signs nothing.
    }
  }

  /** Returns a path with new signatures: a certificate followed by its issuers. */
  List<byte[]> path(List<byte[]> old) {
    List<byte[]> path = new ArrayList<>();
    for (int i = 0; i < old.size(); i++) {
      path.add(certificate(old.get(i), i > 0));
    }
    return path;
  }

  /** Returns a certificate with a new signature. Adds basic constraints to a CA certificate. */
  private byte[] certificate(byte[] der, boolean authority) {
    return replaced(der, () -> certificate(Certificate.getInstance(der), authority));
  }

  private byte[] certificate(Certificate old, boolean authority)
      throws IOException, GeneralSecurityException {
    ASN1Sequence tbs = (ASN1Sequence) old.getTBSCertificate().toASN1Primitive();
    SubjectPublicKeyInfo key = old.getSubjectPublicKeyInfo();
    List<ASN1Encodable> members = new ArrayList<>();
    for (ASN1Encodable member : tbs) {
      members.add(member.toASN1Primitive().equals(key.toASN1Primitive()) ? replaced(key) : member);
    }
    if (authority) {
      add(members, 3, Extension.basicConstraints, new BasicConstraints(true));
    }
    return signed(ASN1Sequence.getInstance(old.toASN1Primitive()), members);
  }

  private SubjectPublicKeyInfo replaced(SubjectPublicKeyInfo old) {
    return SubjectPublicKeyInfo.getInstance(
        Objects.requireNonNull(keys.get(old)).getPublic().getEncoded());
  }

  /** A CRL. */
  byte[] list(byte[] der) {
    return replaced(
        der,
        () -> {
          ASN1Sequence list = ASN1Sequence.getInstance(der);
          List<ASN1Encodable> members = members(ASN1Sequence.getInstance(list.getObjectAt(0)));
          if (isVersion2(der)) {
            add(members, 0, Extension.cRLNumber, new CRLNumber(BigInteger.ONE));
          }
          return signed(list, members);
        });
  }

  private static boolean isVersion2(byte[] der) {
    try {
      return CertificateList.getInstance(der).getVersionNumber() == 2;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  /** An OCSP response with the certificates in it. */
  byte[] response(byte[] der) {
    return replaced(
        der,
        () -> {
          OCSPResponse response = OCSPResponse.getInstance(der);
          ResponseBytes bytes = Objects.requireNonNull(response.getResponseBytes());
          byte[] basic = basic(ASN1Sequence.getInstance(bytes.getResponse().getOctets()));
          return new OCSPResponse(
                  response.getResponseStatus(),
                  new ResponseBytes(bytes.getResponseType(), new DEROctetString(basic)))
              .getEncoded(ASN1Encoding.DER);
        });
  }

  private byte[] basic(ASN1Sequence response) throws IOException, GeneralSecurityException {
    ASN1EncodableVector replaced = new ASN1EncodableVector();
    List<byte[]> certificates = new ArrayList<>();
    if (response.size() > 3) {
      for (ASN1Encodable one : BasicOCSPResponse.getInstance(response).getCerts()) {
        certificates.add(one.toASN1Primitive().getEncoded());
      }
    }
    certificates.forEach(this::learn);
    for (byte[] one : certificates) {
      replaced.add(ASN1Primitive.fromByteArray(certificate(one, false)));
    }
    ASN1Sequence data = (ASN1Sequence) rehashed(response.getObjectAt(0).toASN1Primitive());
    ASN1Sequence signed = ASN1Sequence.getInstance(signed(response, members(data)));
    List<ASN1Encodable> members = members(signed);
    if (response.size() > 3) {
      members.set(3, new DERTaggedObject(true, 0, new DERSequence(replaced)));
    }
    return sequence(members).getEncoded(ASN1Encoding.DER);
  }

  /** Replaces the hashes of the old keys with those of the new keys. */
  private ASN1Primitive rehashed(ASN1Primitive value) throws GeneralSecurityException {
    if (value instanceof ASN1Sequence sequence) {
      List<ASN1Encodable> members = new ArrayList<>();
      for (ASN1Encodable member : sequence) {
        members.add(rehashed(member.toASN1Primitive()));
      }
      return sequence(members);
    }
    if (value instanceof ASN1TaggedObject tagged && tagged.isExplicit()) {
      ASN1Primitive inner = rehashed(tagged.getExplicitBaseObject().toASN1Primitive());
      return new DERTaggedObject(true, tagged.getTagNo(), inner);
    }
    return value instanceof ASN1OctetString octets ? rehashed(octets) : value;
  }

  private ASN1OctetString rehashed(ASN1OctetString old) throws GeneralSecurityException {
    for (Map.Entry<SubjectPublicKeyInfo, KeyPair> entry : keys.entrySet()) {
      for (String hash : List.of("SHA-1", "SHA-256", "SHA-384", "SHA-512")) {
        MessageDigest digest = MessageDigest.getInstance(hash);
        byte[] before = digest.digest(entry.getKey().getPublicKeyData().getOctets());
        if (MessageDigest.isEqual(before, old.getOctets())) {
          return new DEROctetString(
              digest.digest(replaced(entry.getKey()).getPublicKeyData().getOctets()));
        }
      }
    }
    return old;
  }

  /** Adds an extension if it is absent, and the extensions field if it is absent. */
  private static void add(
      List<ASN1Encodable> tbs, int tag, ASN1ObjectIdentifier kind, ASN1Encodable value)
      throws IOException {
    int last = tbs.size() - 1;
    Extensions old =
        tbs.get(last).toASN1Primitive() instanceof ASN1TaggedObject tagged
                && tagged.getTagNo() == tag
            ? Extensions.getInstance(tagged, true)
            : null;
    if (old != null && old.getExtension(kind) != null) {
      return;
    }
    List<Extension> all = new ArrayList<>();
    if (old != null) {
      for (var oid : old.getExtensionOIDs()) {
        all.add(old.getExtension(oid));
      }
      tbs.remove(last);
    }
    all.add(
        new Extension(
            kind,
            kind.equals(Extension.basicConstraints),
            value.toASN1Primitive().getEncoded(ASN1Encoding.DER)));
    tbs.add(new DERTaggedObject(true, tag, new Extensions(all.toArray(Extension[]::new))));
  }

  /**
   * Signs again.
   *
   * @param old the signed data, the algorithm, the signature, and further fields
   * @param tbs the new signed data; an algorithm in it is replaced, too
   */
  private byte[] signed(ASN1Sequence old, List<ASN1Encodable> tbs)
      throws IOException, GeneralSecurityException {
    ASN1Primitive algorithm = old.getObjectAt(1).toASN1Primitive();
    tbs.replaceAll(member -> member.toASN1Primitive().equals(algorithm) ? ECDSA : member);
    ASN1Sequence data = sequence(tbs);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(signer(old).getPrivate());
    signature.update(data.getEncoded(ASN1Encoding.DER));
    List<ASN1Encodable> members = members(old);
    members.set(0, data);
    members.set(1, ECDSA);
    members.set(2, new DERBitString(signature.sign()));
    return sequence(members).getEncoded(ASN1Encoding.DER);
  }

  private KeyPair signer(ASN1Sequence old) throws IOException {
    byte[] data = old.getObjectAt(0).toASN1Primitive().getEncoded();
    AlgorithmIdentifier algorithm = AlgorithmIdentifier.getInstance(old.getObjectAt(1));
    byte[] signature = ASN1BitString.getInstance(old.getObjectAt(2)).getOctets();
    for (Map.Entry<SubjectPublicKeyInfo, KeyPair> entry : keys.entrySet()) {
      if (isBy(entry.getKey(), algorithm, data, signature)) {
        return entry.getValue();
      }
    }
    return unrelatedKey;
  }

  private static boolean isBy(
      SubjectPublicKeyInfo key, AlgorithmIdentifier algorithm, byte[] data, byte[] signature) {
    try {
      var verifier =
          new JcaContentVerifierProviderBuilder().setProvider(BC).build(key).get(algorithm);
      verifier.getOutputStream().write(data);
      return verifier.verify(signature);
    } catch (Exception e) {
      return false;
    }
  }

  private static List<ASN1Encodable> members(ASN1Sequence sequence) {
    List<ASN1Encodable> members = new ArrayList<>();
    sequence.forEach(members::add);
    return members;
  }

  private static ASN1Sequence sequence(List<ASN1Encodable> members) {
    return new DERSequence(members.toArray(ASN1Encodable[]::new));
  }

  /** Transforms an encoding. */
  @FunctionalInterface
  private interface Step {
    byte[] make() throws IOException, GeneralSecurityException;
  }

  private static byte[] replaced(byte[] der, Step step) {
    try {
      return step.make();
    } catch (IOException | IllegalArgumentException | NullPointerException | ClassCastException e) {
      return der;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
