package io.github.proxymtls.internal.x509;

import java.util.Map;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.jspecify.annotations.Nullable;

/** The names of attribute types from RFC 4514 section 3, RFC 4519 section 2 and OpenSSL. */
final class AttributeTypes {

  /** One name and its OID per line. */
  private static final String TABLE =
      """
      CN 2.5.4.3
      commonName 2.5.4.3
      sn 2.5.4.4
      surname 2.5.4.4
      serialNumber 2.5.4.5
      C 2.5.4.6
      countryName 2.5.4.6
      L 2.5.4.7
      localityName 2.5.4.7
      ST 2.5.4.8
      stateOrProvinceName 2.5.4.8
      STREET 2.5.4.9
      streetAddress 2.5.4.9
      O 2.5.4.10
      organizationName 2.5.4.10
      OU 2.5.4.11
      organizationalUnitName 2.5.4.11
      t 2.5.4.12
      title 2.5.4.12
      description 2.5.4.13
      businessCategory 2.5.4.15
      postalAddress 2.5.4.16
      postalCode 2.5.4.17
      postOfficeBox 2.5.4.18
      physicalDeliveryOfficeName 2.5.4.19
      telephoneNumber 2.5.4.20
      name 2.5.4.41
      gn 2.5.4.42
      givenName 2.5.4.42
      initials 2.5.4.43
      generation 2.5.4.44
      generationQualifier 2.5.4.44
      x500UniqueIdentifier 2.5.4.45
      dnq 2.5.4.46
      dnQualifier 2.5.4.46
      houseIdentifier 2.5.4.51
      pseudonym 2.5.4.65
      organizationIdentifier 2.5.4.97
      UID 0.9.2342.19200300.100.1.1
      userId 0.9.2342.19200300.100.1.1
      mail 0.9.2342.19200300.100.1.3
      DC 0.9.2342.19200300.100.1.25
      domainComponent 0.9.2342.19200300.100.1.25
      e 1.2.840.113549.1.9.1
      emailAddress 1.2.840.113549.1.9.1
      unstructuredName 1.2.840.113549.1.9.2
      unstructuredAddress 1.2.840.113549.1.9.8
      jurisdictionL 1.3.6.1.4.1.311.60.2.1.1
      jurisdictionST 1.3.6.1.4.1.311.60.2.1.2
      jurisdictionC 1.3.6.1.4.1.311.60.2.1.3
      """;

  private static final Map<String, ASN1ObjectIdentifier> BY_NAME =
      TABLE
          .lines()
          .map(line -> line.split(" ", 2))
          .collect(
              Collectors.toUnmodifiableMap(
                  row -> Ascii.lowerCase(row[0]), row -> new ASN1ObjectIdentifier(row[1])));

  /** Prefers the upper-case names of RFC 4514 section 3, otherwise the last name of an OID. */
  private static final Map<ASN1ObjectIdentifier, String> BY_OID =
      TABLE
          .lines()
          .map(line -> line.split(" ", 2))
          .collect(
              Collectors.toUnmodifiableMap(
                  row -> new ASN1ObjectIdentifier(row[1]),
                  row -> row[0],
                  (one, other) -> one.equals(Ascii.lowerCase(one)) ? other : one));

  private AttributeTypes() {}

  /** Returns the name to write for an attribute type, or the OID if it has no name. */
  static String name(ASN1ObjectIdentifier oid) {
    return BY_OID.getOrDefault(oid, oid.getId());
  }

  /** Returns the OID of a name, ignoring case, or null if the name is unknown. */
  static @Nullable ASN1ObjectIdentifier oid(String name) {
    return BY_NAME.get(Ascii.lowerCase(name));
  }
}
