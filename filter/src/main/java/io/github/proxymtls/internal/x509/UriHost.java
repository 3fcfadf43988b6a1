package io.github.proxymtls.internal.x509;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Extracts the host of a URI with an authority (RFC 3986 section 3.2), for URI name constraints.
 * URIs with user information or a backslash are not supported, because implementations disagree on
 * where their host begins.
 */
final class UriHost {

  private static final Pattern URI =
      Pattern.compile(
          "[A-Za-z][A-Za-z0-9+.-]*://([A-Za-z0-9._-]+)(?::[0-9]*)?(?:[/?#][!-~&&[^\\\\]]*)?");

  /** Matches a host whose last label is a number, which some parsers read as an IPv4 address. */
  private static final Pattern NUMBER = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9A-Fa-f]*)");

  private UriHost() {}

  /** Returns the host in lower case, or null unless every parser finds the same DNS name. */
  static @Nullable String of(String uri) {
    Matcher matcher = URI.matcher(uri);
    if (!matcher.matches()) {
      return null;
    }
    String host = matcher.group(1);
    return DnsNames.flaw(host) == null && !NUMBER.matcher(host).matches()
        ? Ascii.lowerCase(host)
        : null;
  }
}
