package io.github.proxymtls.internal.x509;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host of a URI that has an authority (RFC 3986 section 3.2), for constraints on URIs. Readers
 * differ in where the host begins behind user information or a backslash, so that neither is read.
 */
final class UriHost {

  private static final Pattern URI =
      Pattern.compile(
          "[A-Za-z][A-Za-z0-9+.-]*://([A-Za-z0-9._-]+)(?::[0-9]*)?(?:[/?#][!-~&&[^\\\\]]*)?");

  /** The last label of what a reader may take for an IPv4 address. */
  private static final Pattern NUMBER = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9A-Fa-f]*)");

  private UriHost() {}

  /** The host in lower case; null where there is no DNS name that every reader takes for it. */
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
