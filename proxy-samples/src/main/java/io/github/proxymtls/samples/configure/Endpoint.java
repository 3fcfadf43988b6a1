package io.github.proxymtls.samples.configure;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * The address and port of a listener.
 *
 * @param address an IPv4 address, or an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record Endpoint(String address, int port) {

  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final int LAST_PORT = 65_535;

  public Endpoint {
    if (!isAddress(address)) {
      throw new IllegalArgumentException("is not an IP address: write 0.0.0.0:443 or [::]:443");
    }
    checkPort(port);
  }

  static void checkPort(int port) {
    if (port < 1 || port > LAST_PORT) {
      throw new IllegalArgumentException("has no port from 1 to " + LAST_PORT);
    }
  }

  /**
   * Parses {@code 0.0.0.0:443} or {@code [::]:443}.
   *
   * @throws IllegalArgumentException if the text is neither; the message continues a sentence about
   *     it
   */
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("has no port: write 0.0.0.0:443 or [::]:443");
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (host.indexOf(':') >= 0 && !bracketed) {
      throw new IllegalArgumentException("needs brackets: write [::]:443");
    }
    return new Endpoint(
        bracketed ? host.substring(1, host.length() - 1) : host, port(text.substring(colon + 1)));
  }

  /** Returns the same address with the next port, or the one before the last. */
  Endpoint next() {
    return new Endpoint(address, port == LAST_PORT ? port - 1 : port + 1);
  }

  static boolean isAddress(String text) {
    return IPV4.matcher(text).matches() || (IPV6.matcher(text).matches() && isIpv6(text));
  }

  /** The brackets keep the JDK from looking up a name. */
  private static boolean isIpv6(String text) {
    try {
      return InetAddress.getByName("[" + text + "]").getAddress().length > 0;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static int port(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("has no number after the colon", e);
    }
  }

  /** Returns the text as parsed, with brackets around an IPv6 address. */
  @Override
  public String toString() {
    return bracketed(address) + ":" + port;
  }

  static String bracketed(String host) {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }
}
