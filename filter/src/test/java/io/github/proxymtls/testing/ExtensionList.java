package io.github.proxymtls.testing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.jspecify.annotations.Nullable;

/** Collects the extensions of a certificate. */
final class ExtensionList {

  private final Map<ASN1ObjectIdentifier, Extension> extensions = new LinkedHashMap<>();
  private final List<GeneralName> names = new ArrayList<>();
  private final List<GeneralName> permitted = new ArrayList<>();
  private final List<GeneralName> excluded = new ArrayList<>();
  private final List<AccessDescription> access = new ArrayList<>();

  void addName(GeneralName name) {
    names.add(name);
  }

  void permit(GeneralName subtree) {
    permitted.add(subtree);
  }

  void exclude(GeneralName subtree) {
    excluded.add(subtree);
  }

  void addAccess(ASN1ObjectIdentifier method, GeneralName location) {
    access.add(new AccessDescription(method, location));
  }

  void put(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      put(oid, critical, value.toASN1Primitive().getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  void put(ASN1ObjectIdentifier oid, boolean critical, byte[] value) {
    extensions.put(oid, new Extension(oid, critical, value));
  }

  void remove(ASN1ObjectIdentifier oid) {
    extensions.remove(oid);
  }

  /** Returns all extensions. Adds the subject and authority key identifiers if they are absent. */
  Collection<Extension> all(X500Name subject, KeyPair own, KeyPair signer)
      throws GeneralSecurityException {
    JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
    if (!extensions.containsKey(Extension.subjectKeyIdentifier)) {
      put(
          Extension.subjectKeyIdentifier,
          false,
          identifiers.createSubjectKeyIdentifier(own.getPublic()));
    }
    if (!extensions.containsKey(Extension.authorityKeyIdentifier)) {
      put(
          Extension.authorityKeyIdentifier,
          false,
          identifiers.createAuthorityKeyIdentifier(signer.getPublic()));
    }
    if (!names.isEmpty()) {
      boolean onlyNames = subject.getRDNs().length == 0;
      GeneralNames all = new GeneralNames(names.toArray(GeneralName[]::new));
      put(Extension.subjectAlternativeName, onlyNames, all);
    }
    if (!permitted.isEmpty() || !excluded.isEmpty()) {
      NameConstraints both = new NameConstraints(subtrees(permitted), subtrees(excluded));
      put(Extension.nameConstraints, true, both);
    }
    if (!access.isEmpty()) {
      ASN1Encodable[] all = access.toArray(ASN1Encodable[]::new);
      put(Extension.authorityInfoAccess, false, new DERSequence(all));
    }
    return extensions.values();
  }

  private static GeneralSubtree @Nullable [] subtrees(List<GeneralName> bases) {
    return bases.isEmpty()
        ? null
        : bases.stream().map(GeneralSubtree::new).toArray(GeneralSubtree[]::new);
  }
}
