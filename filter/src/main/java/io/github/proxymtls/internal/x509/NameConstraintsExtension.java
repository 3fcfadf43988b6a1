package io.github.proxymtls.internal.x509;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/** The name constraints of a certificate (RFC 5280 section 4.2.1.10). */
public record NameConstraintsExtension(List<NameSubtree> permitted, List<NameSubtree> excluded) {

  private static final int EXCLUDED = 1;
  private static final int MINIMUM = 0;

  private static final List<String> TYPES =
      List.of(
          "otherName",
          "rfc822Name",
          "dNSName",
          "x400Address",
          "directoryName",
          "ediPartyName",
          "uniformResourceIdentifier",
          "iPAddress",
          "registeredID");

  /**
   * Reads the name constraints of a certificate. Returns null if it has none.
   *
   * @throws IllegalArgumentException if they are malformed
   */
  public static @Nullable NameConstraintsExtension of(ParsedCertificate certificate) {
    return certificate.extension(Extension.nameConstraints, NameConstraintsExtension::read);
  }

  /** Returns true if the certificate has name constraints, whether or not they are malformed. */
  public static boolean isIn(ParsedCertificate certificate) {
    Extensions extensions = certificate.parsed().getTBSCertificate().getExtensions();
    return extensions != null && extensions.getExtension(Extension.nameConstraints) != null;
  }

  /**
   * Reads the value of the extension.
   *
   * @throws IllegalArgumentException if it is malformed, or minimum or maximum is not the default
   */
  static NameConstraintsExtension read(Object value) {
    ASN1Sequence fields = ASN1Sequence.getInstance(value);
    if (fields.size() == 0) {
      throw new IllegalArgumentException("empty");
    }
    List<NameSubtree> permitted = List.of();
    List<NameSubtree> excluded = List.of();
    int previous = -1;
    for (ASN1Encodable field : fields) {
      ASN1TaggedObject tagged = ExtensionSyntax.tagged(field, previous, EXCLUDED);
      previous = tagged.getTagNo();
      List<NameSubtree> subtrees = subtrees(ASN1Sequence.getInstance(tagged, false));
      if (previous == EXCLUDED) {
        excluded = subtrees;
      } else {
        permitted = subtrees;
      }
    }
    return new NameConstraintsExtension(permitted, excluded);
  }

  private static List<NameSubtree> subtrees(ASN1Sequence all) {
    GeneralNameSyntax.count(all.size(), ExtensionSyntax.MAX_NAMES);
    List<NameSubtree> subtrees = new ArrayList<>();
    for (ASN1Encodable encoded : all) {
      ASN1Sequence subtree = ASN1Sequence.getInstance(encoded);
      subtrees.add(NameSubtree.of(GeneralName.getInstance(subtree.getObjectAt(0))));
      if (subtree.size() > 1) {
        distances(subtree);
      }
    }
    return subtrees;
  }

  /** Accepts an explicit minimum of 0, which some CAs encode although it is the default. */
  private static void distances(ASN1Sequence subtree) {
    ASN1TaggedObject minimum = ASN1TaggedObject.getInstance(subtree.getObjectAt(1));
    boolean zero =
        minimum.hasContextTag(MINIMUM) && ASN1Integer.getInstance(minimum, false).hasValue(0);
    if (!zero || subtree.size() > 2) {
      throw new IllegalArgumentException("minimum or maximum is not the default");
    }
  }

  /**
   * Returns true for constraints that the parser of a JDK rejects although RFC 5280 allows them: an
   * empty rfc822Name or URI (every JDK), an ediPartyName (JDK 25).
   */
  boolean isRejectedByPlatform() {
    return Stream.concat(permitted.stream(), excluded.stream())
        .anyMatch(NameConstraintsExtension::isRejectedByPlatform);
  }

  private static boolean isRejectedByPlatform(NameSubtree subtree) {
    return switch (subtree.type()) {
      case GeneralName.ediPartyName -> true;
      case GeneralName.rfc822Name, GeneralName.uniformResourceIdentifier -> subtree.empty();
      default -> false;
    };
  }

  /**
   * Returns why the constraints forbid a name of a subordinate certificate, or null if they allow
   * it.
   */
  public @Nullable String violation(ConstrainedName name) {
    for (NameSubtree subtree : excluded) {
      if (subtree.type() == name.type() && subtree.excludes(name)) {
        return "name constraints exclude its " + TYPES.get(name.type());
      }
    }
    boolean constrained = false;
    for (NameSubtree subtree : permitted) {
      if (subtree.type() == name.type()) {
        if (subtree.permits(name)) {
          return null;
        }
        constrained = true;
      }
    }
    return constrained ? "name constraints do not permit its " + TYPES.get(name.type()) : null;
  }
}
