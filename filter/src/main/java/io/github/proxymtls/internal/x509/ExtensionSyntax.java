package io.github.proxymtls.internal.x509;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.PolicyQualifierId;
import org.bouncycastle.asn1.x509.UserNotice;
import org.jspecify.annotations.Nullable;

/**
 * Checks the syntax of the extensions of RFC 5280 section 4.2, including those that no later check
 * reads. A validator that skips extensions it cannot parse may accept content that its author did
 * not expect. The number of entries is limited, so that the cost stays proportional to the size.
 */
public final class ExtensionSyntax {

  /** The maximum number of extensions in a certificate. */
  public static final int MAX_EXTENSIONS = 32;

  /** The maximum number of names in an extension, and of subtrees in a list of name constraints. */
  public static final int MAX_NAMES = 128;

  private static final int MAX_POLICIES = 64;
  private static final Set<ASN1Encodable> QUALIFIERS =
      Set.of(PolicyQualifierId.id_qt_cps, PolicyQualifierId.id_qt_unotice);
  private static final int MAX_PATH_LENGTH = 255;

  private static final Map<ASN1ObjectIdentifier, Consumer<ASN1Primitive>> CHECKS =
      Map.ofEntries(
          Map.entry(Extension.basicConstraints, ExtensionSyntax::basicConstraints),
          Map.entry(Extension.keyUsage, ExtensionSyntax::keyUsage),
          Map.entry(Extension.extendedKeyUsage, ExtensionSyntax::extendedKeyUsage),
          Map.entry(Extension.subjectAlternativeName, ExtensionSyntax::names),
          Map.entry(Extension.issuerAlternativeName, ExtensionSyntax::names),
          Map.entry(Extension.nameConstraints, NameConstraintsExtension::read),
          Map.entry(Extension.certificatePolicies, ExtensionSyntax::policies),
          Map.entry(Extension.policyMappings, ExtensionSyntax::policyMappings),
          Map.entry(Extension.policyConstraints, ExtensionSyntax::policyConstraints),
          Map.entry(Extension.inhibitAnyPolicy, ExtensionSyntax::skipCertificates),
          Map.entry(Extension.subjectKeyIdentifier, ASN1OctetString::getInstance),
          Map.entry(Extension.authorityKeyIdentifier, ExtensionSyntax::authorityKeyIdentifier),
          Map.entry(Extension.cRLDistributionPoints, ExtensionSyntax::distributionPoints),
          Map.entry(Extension.freshestCRL, ExtensionSyntax::distributionPoints),
          Map.entry(Extension.authorityInfoAccess, ExtensionSyntax::access),
          Map.entry(Extension.subjectInfoAccess, ExtensionSyntax::access));

  private ExtensionSyntax() {}

  /** Returns what is malformed in a certificate's extensions, or null if they are well-formed. */
  public static @Nullable String flaw(ParsedCertificate certificate) {
    Extensions extensions = certificate.parsed().getTBSCertificate().getExtensions();
    if (extensions == null) {
      return null;
    }
    ASN1ObjectIdentifier[] present = extensions.getExtensionOIDs();
    if (present.length > MAX_EXTENSIONS) {
      return present.length + " extensions; expected at most " + MAX_EXTENSIONS;
    }
    for (ASN1ObjectIdentifier oid : present) {
      String flaw = namedFlaw(certificate, oid);
      if (flaw != null) {
        return flaw;
      }
    }
    return anonymityFlaw(certificate, extensions);
  }

  /**
   * Returns what is malformed in the subject and issuer alternative names, or null if they are
   * well-formed.
   */
  public static @Nullable String alternativeNameFlaw(ParsedCertificate certificate) {
    String subject = namedFlaw(certificate, Extension.subjectAlternativeName);
    return subject == null ? namedFlaw(certificate, Extension.issuerAlternativeName) : subject;
  }

  private static @Nullable String namedFlaw(
      ParsedCertificate certificate, ASN1ObjectIdentifier oid) {
    Consumer<ASN1Primitive> check = CHECKS.get(oid);
    String flaw = check == null ? null : flaw(certificate, oid, check);
    return flaw == null ? null : "malformed extension " + oid.getId() + ": " + flaw;
  }

  private static @Nullable String flaw(
      ParsedCertificate certificate, ASN1ObjectIdentifier oid, Consumer<ASN1Primitive> check) {
    try {
      ASN1Primitive value = certificate.extension(oid);
      if (value != null) {
        check.accept(value);
      }
      return null;
    } catch (IOException | RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /**
   * If the subject is empty, the subject alternative name must be critical (RFC 5280 section
   * 4.1.2.6).
   */
  private static @Nullable String anonymityFlaw(
      ParsedCertificate certificate, Extensions extensions) {
    Extension names = extensions.getExtension(Extension.subjectAlternativeName);
    return names == null || names.isCritical() || !certificate.subject().isEmpty()
        ? null
        : "the subject is empty, and its alternative names are not critical";
  }

  private static void basicConstraints(ASN1Primitive value) {
    ASN1Sequence fields = ASN1Sequence.getInstance(value);
    int next = 0;
    if (next < fields.size() && fields.getObjectAt(next) instanceof ASN1Boolean) {
      next++;
    }
    if (next < fields.size()) {
      ASN1Integer length = ASN1Integer.getInstance(fields.getObjectAt(next));
      int most = length.intValueExact();
      require(most >= 0 && most <= MAX_PATH_LENGTH, "path length");
      next++;
    }
    require(next == fields.size(), "fields");
  }

  /** DER forbids trailing zero bits here, but certificates of public CAs have them. */
  private static void keyUsage(ASN1Primitive value) {
    ASN1BitString bits = ASN1BitString.getInstance(value);
    byte[] octets = bits.getBytes();
    require(octets.length > 0 && octets.length <= 2, "bits");
    require(octets[0] != 0 || octets[octets.length - 1] != 0, "bits");
  }

  private static void extendedKeyUsage(ASN1Primitive value) {
    for (ASN1Encodable purpose : list(value, MAX_NAMES)) {
      ASN1ObjectIdentifier.getInstance(purpose);
    }
  }

  private static void names(ASN1Primitive value) {
    GeneralNameSyntax.names(value, MAX_NAMES);
  }

  private static void policies(ASN1Primitive value) {
    Set<ASN1ObjectIdentifier> seen = new HashSet<>();
    for (ASN1Encodable encoded : list(value, MAX_POLICIES)) {
      ASN1Sequence policy = ASN1Sequence.getInstance(encoded);
      require(
          seen.add(ASN1ObjectIdentifier.getInstance(policy.getObjectAt(0))),
          "a policy that occurs twice");
      require(policy.size() <= 2, "fields");
      if (policy.size() == 2) {
        list(policy.getObjectAt(1), MAX_POLICIES).forEach(ExtensionSyntax::qualifier);
      }
    }
  }

  private static void qualifier(ASN1Encodable encoded) {
    ASN1Sequence qualifier = ASN1Sequence.getInstance(encoded);
    require(qualifier.size() == 2, "qualifier");
    ASN1ObjectIdentifier kind = ASN1ObjectIdentifier.getInstance(qualifier.getObjectAt(0));
    if (kind.equals(PolicyQualifierId.id_qt_cps)) {
      ASN1IA5String.getInstance(qualifier.getObjectAt(1));
    } else if (kind.equals(PolicyQualifierId.id_qt_unotice)) {
      UserNotice.getInstance(qualifier.getObjectAt(1));
    }
  }

  /**
   * Returns true if the certificate policies are critical and one has a qualifier that RFC 5280
   * section 4.2.1.4 does not define. Such a certificate is rejected.
   */
  public static boolean hasUnknownQualifier(ParsedCertificate certificate) {
    Extensions extensions = certificate.parsed().getTBSCertificate().getExtensions();
    Extension policies =
        extensions == null ? null : extensions.getExtension(Extension.certificatePolicies);
    return policies != null && policies.isCritical() && hasUnknownQualifier(policies);
  }

  private static boolean hasUnknownQualifier(Extension policies) {
    return Stream.of(
            CertificatePolicies.getInstance(policies.getParsedValue()).getPolicyInformation())
        .map(PolicyInformation::getPolicyQualifiers)
        .filter(Objects::nonNull)
        .flatMap(qualifiers -> Stream.of(qualifiers.toArray()))
        .map(qualifier -> ASN1Sequence.getInstance(qualifier).getObjectAt(0))
        .anyMatch(kind -> !QUALIFIERS.contains(kind));
  }

  private static void policyMappings(ASN1Primitive value) {
    for (ASN1Encodable encoded : list(value, MAX_POLICIES)) {
      ASN1Sequence mapping = ASN1Sequence.getInstance(encoded);
      require(mapping.size() == 2, "fields");
      mapping.forEach(ASN1ObjectIdentifier::getInstance);
    }
  }

  private static void policyConstraints(ASN1Primitive value) {
    ASN1Sequence fields = ASN1Sequence.getInstance(value);
    require(fields.size() > 0, "empty");
    int previous = -1;
    for (ASN1Encodable field : fields) {
      ASN1TaggedObject tagged = tagged(field, previous, 1);
      skipCertificates(ASN1Integer.getInstance(tagged, false));
      previous = tagged.getTagNo();
    }
  }

  private static void skipCertificates(ASN1Primitive value) {
    require(ASN1Integer.getInstance(value).getValue().signum() >= 0, "negative");
  }

  private static void authorityKeyIdentifier(ASN1Primitive value) {
    int previous = -1;
    for (ASN1Encodable field : ASN1Sequence.getInstance(value)) {
      ASN1TaggedObject tagged = tagged(field, previous, 2);
      switch (tagged.getTagNo()) {
        case 0 -> ASN1OctetString.getInstance(tagged, false);
        case 1 -> GeneralNameSyntax.names(ASN1Sequence.getInstance(tagged, false), MAX_NAMES);
        default -> ASN1Integer.getInstance(tagged, false);
      }
      previous = tagged.getTagNo();
    }
  }

  private static void distributionPoints(ASN1Primitive value) {
    list(value, MAX_NAMES);
    for (DistributionPoint point : CRLDistPoint.getInstance(value).getDistributionPoints()) {
      if (point.getCRLIssuer() != null) {
        GeneralNameSyntax.names(point.getCRLIssuer(), MAX_NAMES);
      }
    }
  }

  private static void access(ASN1Primitive value) {
    for (ASN1Encodable encoded : list(value, MAX_NAMES)) {
      AccessDescription.getInstance(encoded);
    }
  }

  private static ASN1Sequence list(ASN1Encodable value, int most) {
    ASN1Sequence list = ASN1Sequence.getInstance(value);
    require(list.size() > 0 && list.size() <= most, list.size() + " entries");
    return list;
  }

  /** Checks that optional fields are in the order of their tags. */
  static ASN1TaggedObject tagged(ASN1Encodable field, int previous, int last) {
    ASN1TaggedObject tagged = ASN1TaggedObject.getInstance(field);
    require(
        tagged.hasContextTag() && tagged.getTagNo() > previous && tagged.getTagNo() <= last,
        "fields");
    return tagged;
  }

  private static void require(boolean wellFormed, String what) {
    if (!wellFormed) {
      throw new IllegalArgumentException(what);
    }
  }
}
