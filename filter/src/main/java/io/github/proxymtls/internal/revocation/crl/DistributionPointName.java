package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.x509.DistinguishedName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * A name of a distribution point. A directory name is compared as {@link DistinguishedName}
 * describes, any other name by its DER.
 */
record DistributionPointName(Object value) {

  static DistributionPointName of(DistinguishedName directory) {
    return new DistributionPointName(directory);
  }

  private static DistributionPointName of(GeneralName name) {
    try {
      return name.getTagNo() == GeneralName.directoryName
          ? of(DistinguishedName.of(X500Name.getInstance(name.getName())))
          : new DistributionPointName(ByteBuffer.wrap(name.getEncoded(ASN1Encoding.DER)));
    } catch (IOException e) {
      throw new IllegalArgumentException("a name without an encoding", e);
    }
  }

  /**
   * Converts all names.
   *
   * @throws IllegalArgumentException if there is none, or a directory name is malformed
   */
  static Set<DistributionPointName> of(GeneralNames names) {
    if (names.getNames().length == 0) {
      throw new IllegalArgumentException("no names");
    }
    return Stream.of(names.getNames())
        .map(DistributionPointName::of)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Returns the names of a distribution point.
   *
   * @param issuer the CRL issuer, to which a name may be relative
   * @throws IllegalArgumentException if a name is malformed
   */
  static Set<DistributionPointName> of(
      org.bouncycastle.asn1.x509.DistributionPointName name, X500Name issuer) {
    if (name.getType() == org.bouncycastle.asn1.x509.DistributionPointName.FULL_NAME) {
      return of(GeneralNames.getInstance(name.getName()));
    }
    RDN[] above = issuer.getRDNs();
    RDN[] all = Arrays.copyOf(above, above.length + 1);
    all[above.length] = RDN.getInstance(name.getName());
    return Set.of(of(DistinguishedName.of(new X500Name(all))));
  }

  /**
   * Returns the directory names.
   *
   * @throws IllegalArgumentException if one is malformed
   */
  static Set<DistinguishedName> directories(GeneralNames names) {
    Set<DistinguishedName> directories = new HashSet<>();
    for (DistributionPointName name : of(names)) {
      if (name.value() instanceof DistinguishedName directory) {
        directories.add(directory);
      }
    }
    return directories;
  }
}
