package io.github.proxymtls.trust;

/**
 * A distinguished name as a sequence of RDNs. Two are equal when the order is kept, attributes are
 * equal by OID, and values match by RFC 4517 caseIgnoreMatch restricted to ASCII case and
 * insignificant spaces: a dotless i, the Kelvin sign and full-width letters stay themselves.
 */
public final class DistinguishedName {

  private DistinguishedName() {}

  /**
   * Parses an RFC 4514 string.
   *
   * @throws IllegalArgumentException if it is none; the message says what is wrong at which offset
   */
  public static DistinguishedName parse(String rfc4514) {
    throw new AssertionError();
  }

  @Override
  public boolean equals(Object other) {
    throw new AssertionError();
  }

  @Override
  public int hashCode() {
    throw new AssertionError();
  }
}
