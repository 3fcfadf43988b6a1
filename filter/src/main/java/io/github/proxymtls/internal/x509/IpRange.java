package io.github.proxymtls.internal.x509;

import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses that share a prefix (RFC 4632). A single address has a prefix of full
 * length.
 *
 * @param value the base address as an unsigned number
 * @param bits 32 for IPv4, 128 for IPv6
 * @param prefix the prefix length in bits
 */
record IpRange(BigInteger value, int bits, int prefix) {

  private static final int IPV4_BITS = 32;
  private static final int IPV6_BITS = 128;
  private static final int MAPPED_PREFIX = 96;
  private static final BigInteger MAPPED = BigInteger.valueOf(0xffff);
  private static final BigInteger IPV4_MASK = BigInteger.valueOf(0xffff_ffffL);

  /** Reads the address in an alternative name. Returns null unless it has 4 or 16 octets. */
  static @Nullable IpRange address(byte[] octets) {
    int bits = 8 * octets.length;
    return bits == IPV4_BITS || bits == IPV6_BITS
        ? new IpRange(new BigInteger(1, octets), bits, bits)
        : null;
  }

  /**
   * Reads the address and mask of a subtree (RFC 5280 section 4.2.1.10).
   *
   * @throws IllegalArgumentException if there are not 8 or 32 octets, or the mask is not a prefix
   */
  static IpRange subtree(byte[] octets) {
    int length = octets.length / 2;
    IpRange base = address(Arrays.copyOf(octets, length));
    if (base == null || octets.length != 2 * length) {
      throw new IllegalArgumentException("an address and mask of " + octets.length + " octets");
    }
    BigInteger mask = new BigInteger(1, Arrays.copyOfRange(octets, length, octets.length));
    int zeros = mask.signum() == 0 ? base.bits : mask.getLowestSetBit();
    if (mask.bitCount() + zeros != base.bits) {
      throw new IllegalArgumentException("a mask that is not a prefix");
    }
    return new IpRange(base.value, base.bits, base.bits - zeros);
  }

  /** Returns true if the address is in this range and of the same IP version. */
  boolean contains(IpRange address) {
    return bits == address.bits && value.xor(address.value).shiftRight(bits - prefix).signum() == 0;
  }

  /**
   * Returns true if the address is in this range when an IPv4-mapped IPv6 address (RFC 4291 section
   * 2.5.5.2) counts as an IPv4 address.
   */
  boolean containsMapped(IpRange address) {
    return contains(address) || unmapped().contains(address.unmapped());
  }

  private IpRange unmapped() {
    boolean mapped =
        bits == IPV6_BITS && prefix >= MAPPED_PREFIX && value.shiftRight(IPV4_BITS).equals(MAPPED);
    return mapped ? new IpRange(value.and(IPV4_MASK), IPV4_BITS, prefix - MAPPED_PREFIX) : this;
  }
}
