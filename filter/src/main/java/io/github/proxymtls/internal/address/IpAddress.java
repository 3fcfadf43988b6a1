package io.github.proxymtls.internal.address;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An IP address parsed from a literal, never resolved from a name: IPv4 as four decimal numbers
 * without leading zeros, IPv6 by RFC 4291 section 2.2.
 */
public final class IpAddress {

  private final byte[] octets;

  private IpAddress(byte[] octets) {
    this.octets = octets;
  }

  /** Parses a literal without brackets and zone; returns null if it is malformed. */
  public static @Nullable IpAddress parse(String literal) {
    byte[] octets =
        literal.indexOf(':') < 0 ? Ipv4Literal.parse(literal) : new Ipv6Literal(literal).parse();
    return octets == null ? null : new IpAddress(octets);
  }

  /**
   * Parses the address of a peer as containers report it; returns null if it is malformed. Removes
   * brackets (Jetty) and a zone: {@code [fe80::1%eth0]} is {@code fe80::1} on every link. An
   * IPv4-mapped address (RFC 4291 section 2.5.5.2) becomes the IPv4 address.
   */
  public static @Nullable IpAddress ofPeer(String reported) {
    String literal = reported;
    if (literal.startsWith("[") && literal.endsWith("]")) {
      literal = literal.substring(1, literal.length() - 1);
    }
    int zone = literal.indexOf('%');
    if (zone >= 0) {
      literal = literal.indexOf(':') < 0 ? "" : literal.substring(0, zone);
    }
    IpAddress address = parse(literal);
    return address != null && address.isMapped() ? address.unmapped() : address;
  }

  /**
   * Returns the network that counts as one peer: an IPv4 address or an IPv6 network of 64 bits. All
   * malformed addresses count as one peer.
   */
  public static String networkOfPeer(String reported) {
    IpAddress address = ofPeer(reported);
    if (address == null) {
      return "an unknown address";
    }
    return address.octets.length == 4 ? address.v4Text() : address.v6NetworkText();
  }

  private String v4Text() {
    return (octets[0] & 0xff)
        + "."
        + (octets[1] & 0xff)
        + "."
        + (octets[2] & 0xff)
        + "."
        + (octets[3] & 0xff);
  }

  private String v6NetworkText() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i += 2) {
      text.append(Integer.toHexString((octets[i] & 0xff) << 8 | (octets[i + 1] & 0xff)))
          .append(':');
    }
    return text.append(":/64").toString();
  }

  /** Returns true for {@code ::ffff:0:0/96}. */
  public boolean isMapped() {
    if (octets.length != 16 || octets[10] != -1 || octets[11] != -1) {
      return false;
    }
    for (int i = 0; i < 10; i++) {
      if (octets[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private IpAddress unmapped() {
    return new IpAddress(Arrays.copyOfRange(octets, 12, 16));
  }

  /** Returns the 4 or 16 octets. */
  public byte[] octets() {
    return octets.clone();
  }

  /** Returns 32 or 128. */
  public int bits() {
    return 8 * octets.length;
  }

  /** Returns true if both addresses are of the same family and their first bits are equal. */
  public boolean agrees(IpAddress other, int prefix) {
    if (octets.length != other.octets.length) {
      return false;
    }
    int whole = prefix / 8;
    if (!Arrays.equals(octets, 0, whole, other.octets, 0, whole)) {
      return false;
    }
    int rest = prefix % 8;
    return rest == 0 || ((octets[whole] ^ other.octets[whole]) & 0xff) >> (8 - rest) == 0;
  }

  /** Returns true if every bit after the prefix is zero. */
  public boolean isNetwork(int prefix) {
    for (int bit = prefix; bit < bits(); bit++) {
      if (((octets[bit / 8] >> (7 - bit % 8)) & 1) != 0) {
        return false;
      }
    }
    return true;
  }
}
