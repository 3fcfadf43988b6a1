package io.github.proxymtls.internal.fetch;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * Distinguishes public internet addresses from local, private and special-purpose ones (the
 * registries of RFC 6890). A host name from a certificate or a registration must not lead to the
 * latter.
 */
final class PublicAddress {

  private record Block(int address, int length) {
    boolean holds(int other) {
      return (address ^ other) >>> (32 - length) == 0;
    }
  }

  private static final Block[] SPECIAL_IPV4 = {
    block(0, 0, 0, 8),
    block(10, 0, 0, 8),
    block(100, 64, 0, 10),
    block(127, 0, 0, 8),
    block(169, 254, 0, 16),
    block(172, 16, 0, 12),
    block(192, 0, 0, 24),
    block(192, 0, 2, 24),
    block(192, 88, 99, 24),
    block(192, 168, 0, 16),
    block(198, 18, 0, 15),
    block(198, 51, 100, 24),
    block(203, 0, 113, 24),
    block(224, 0, 0, 3)
  };

  private PublicAddress() {}

  static boolean is(InetAddress address) {
    byte[] octets = address.getAddress();
    return address instanceof Inet4Address ? isPublic4(first32(octets)) : isPublic6(octets);
  }

  private static boolean isPublic4(int address) {
    for (Block block : SPECIAL_IPV4) {
      if (block.holds(address)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Accepts global unicast (2000::/3) except protocol assignments (2001::/23, including Teredo),
   * documentation (2001:db8::/32, 3fff::/20) and 6to4 (2002::/16), which contains an IPv4 address.
   */
  private static boolean isPublic6(byte[] octets) {
    int high = first32(octets);
    return high >>> 29 == 1
        && high >>> 9 != 0x20010000 >>> 9
        && high != 0x20010db8
        && high >>> 16 != 0x2002
        && high >>> 12 != 0x3fff0;
  }

  private static int first32(byte[] octets) {
    return (octets[0] & 0xff) << 24
        | (octets[1] & 0xff) << 16
        | (octets[2] & 0xff) << 8
        | (octets[3] & 0xff);
  }

  private static Block block(int first, int second, int third, int length) {
    return new Block(first << 24 | second << 16 | third << 8, length);
  }
}
