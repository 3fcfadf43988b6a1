package io.github.proxymtls.servlet;

import org.jspecify.annotations.Nullable;

/** Reads the port of a {@code Host} header (RFC 9110 section 7.2). */
final class HostPort {

  static final int HTTP = 80;
  static final int HTTPS = 443;

  private static final int LAST = 65_535;

  private HostPort() {}

  /** Returns the port, or the default if there is none or it is malformed. */
  static int of(@Nullable String host, int unspecified) {
    int colon = host == null ? -1 : host.lastIndexOf(':');
    if (host == null || colon < 0 || colon < host.lastIndexOf(']')) {
      return unspecified;
    }
    int port = 0;
    for (int i = colon + 1; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c < '0' || c > '9') {
        return unspecified;
      }
      port = Math.min(port * 10 + (c - '0'), LAST + 1);
    }
    return port == 0 || port > LAST ? unspecified : port;
  }

  /** Returns the name in URI syntax: an IPv6 address in brackets. */
  static String inUri(String name) {
    return name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name;
  }
}
