package io.github.proxymtls.internal.proxy;

import io.github.proxymtls.internal.address.IpAddress;
import org.jspecify.annotations.Nullable;

/** A CIDR block (RFC 4632 section 3.1, RFC 4291 section 2.3) or a single IP address. */
final class AddressRange {

  private final String text;
  private final IpAddress network;
  private final int prefix;

  private AddressRange(String text, IpAddress network, int prefix) {
    this.text = text;
    this.network = network;
    this.prefix = prefix;
  }

  /**
   * Parses a block such as {@code 10.1.0.0/16} or {@code fd00:1::/32}, or a single address.
   *
   * @throws IllegalArgumentException if the text is neither; the message gives the reason and does
   *     not contain the text
   */
  static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    IpAddress network = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
    if (network == null) {
      throw new IllegalArgumentException(
          "not an IP address: host names, zones and brackets are not allowed");
    }
    if (network.isMapped()) {
      throw new IllegalArgumentException(
          "an IPv4-mapped IPv6 address: peers are compared as IPv4, so write it as IPv4");
    }
    int prefix = slash < 0 ? network.bits() : prefix(text.substring(slash + 1));
    if (prefix < 1 || prefix > network.bits()) {
      throw new IllegalArgumentException(
          "the prefix length must be 1 to " + network.bits() + ", without a leading zero");
    }
    if (!network.isNetwork(prefix)) {
      throw new IllegalArgumentException("bits behind the prefix are set");
    }
    return new AddressRange(text, network, prefix);
  }

  private static int prefix(String digits) {
    if (digits.isEmpty() || digits.length() > 3 || digits.charAt(0) == '0') {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  boolean contains(@Nullable IpAddress address) {
    return address != null && network.agrees(address, prefix);
  }

  /** Returns the text as configured. */
  @Override
  public String toString() {
    return text;
  }
}
