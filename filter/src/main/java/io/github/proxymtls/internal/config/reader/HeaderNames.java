package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.text.EscapedText;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks header names, alone and against one another. */
final class HeaderNames {

  /**
   * A header name and the key that gives it.
   *
   * @param prefix true if the name denotes all names that begin with it
   */
  record Named(Key key, String name, boolean prefix) {}

  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  /** Headers with a meaning in HTTP, to servers or to other filters, in canonical form. */
  private static final Set<String> RESERVED =
      Set.of(
          "accept",
          "accept-charset",
          "accept-encoding",
          "accept-language",
          "accept-ranges",
          "access-control-request-headers",
          "access-control-request-method",
          "age",
          "allow",
          "authorization",
          "cache-control",
          "connection",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-length",
          "content-location",
          "content-range",
          "content-type",
          "cookie",
          "date",
          "dpop",
          "early-data",
          "etag",
          "expect",
          "expires",
          "forwarded",
          "from",
          "host",
          "http2-settings",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "if-unmodified-since",
          "keep-alive",
          "last-modified",
          "link",
          "location",
          "max-forwards",
          "origin",
          "pragma",
          "prefer",
          "priority",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "range",
          "referer",
          "sec-websocket-key",
          "server",
          "set-cookie",
          "signature",
          "signature-input",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "upgrade-insecure-requests",
          "user-agent",
          "vary",
          "via",
          "warning",
          "www-authenticate",
          "x-forwarded-by",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-prefix",
          "x-forwarded-proto",
          "x-forwarded-ssl",
          "x-http-method-override",
          "x-real-ip",
          "x-requested-with");

  private final Values values;

  HeaderNames(Values values) {
    this.values = values;
  }

  /** Reads one name. The chain's may be a prefix. */
  @Nullable String read(Key key) {
    String name = values.text(key);
    return name == null ? null : checked(key, name);
  }

  /** Reads a list of names; empty if one of them is invalid. */
  List<String> readAll(Key key) {
    List<String> names = values.list(key);
    return names.stream().allMatch(name -> checked(key, name) != null) ? names : List.of();
  }

  private @Nullable String checked(Key key, String name) {
    if (!isToken(name)) {
      values.invalid(
          key, "is not a header name", "use letters, digits and '-', with at least one letter");
      return null;
    }
    if (name.equalsIgnoreCase("none")) {
      values.invalid(key, "is not a header name", "set a header name, or remove the key");
      return null;
    }
    if (isPrefix(name) && !key.equals(HeaderKeys.CHAIN)) {
      values.invalid(
          key,
          "ends in '-' or '_'",
          "name one header; only proxymtls.header.chain can be a prefix");
      return null;
    }
    return name;
  }

  /** Checks that no name is used for two purposes. */
  void check(List<Named> names) {
    for (int i = 0; i < names.size(); i++) {
      checkReserved(names.get(i));
      for (int j = 0; j < i; j++) {
        checkPair(names.get(j), names.get(i));
      }
    }
  }

  private void checkReserved(Named named) {
    String canonical = canonical(named.name());
    boolean credential =
        named.key().equals(ProxyKeys.BASIC_HEADER)
            && (named.name().equalsIgnoreCase("authorization")
                || named.name().equalsIgnoreCase("proxy-authorization"));
    boolean taken =
        canonical.startsWith("sec-")
            || (named.prefix()
                ? RESERVED.stream().anyMatch(other -> other.startsWith(canonical))
                : RESERVED.contains(canonical));
    if (taken && !credential) {
      conflict(named, "is a header with a meaning in HTTP or to servers", "choose another name");
    }
  }

  private void checkPair(Named one, Named other) {
    boolean included =
        one.key().equals(HeaderKeys.CERTIFICATE)
            && other.key().equals(HeaderKeys.CHAIN)
            && one.name().equalsIgnoreCase(other.name());
    String clash = included ? null : clash(one, other);
    if (clash != null) {
      conflict(one, other, clash);
    }
  }

  /** Returns why two names are too similar for different purposes; null if they are not. */
  static @Nullable String clash(Named one, Named other) {
    if (one.key().equals(HeaderKeys.HIDE) && other.key().equals(HeaderKeys.HIDE)) {
      return null;
    }
    if (one.name().equalsIgnoreCase(other.name())) {
      return "is the same header as";
    }
    if (canonical(one.name()).equals(canonical(other.name()))) {
      return "is a twin of";
    }
    return beginsWith(one, other) || beginsWith(other, one) ? "has a common prefix with" : null;
  }

  private static boolean beginsWith(Named named, Named prefix) {
    return prefix.prefix() && canonical(named.name()).startsWith(canonical(prefix.name()));
  }

  private void conflict(Named one, Named other, String how) {
    boolean later = values.given(other.key());
    Named shown = later ? other : one;
    Named named = later ? one : other;
    conflict(
        shown,
        how + " " + values.nameOf(named.key()) + " " + EscapedText.inMessage(named.name()),
        "choose a name that differs in letters or digits, not only in case and punctuation");
  }

  private void conflict(Named named, String what, String fix) {
    values.conflict(named.key(), EscapedText.inMessage(named.name()) + " " + what, fix);
  }

  static boolean isPrefix(String name) {
    return name.endsWith("-") || name.endsWith("_");
  }

  /** Returns the canonical form, which is the same for all twins. */
  private static String canonical(String name) {
    StringBuilder canonical = new StringBuilder(name.length());
    for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
      canonical.append(isLetterOrDigit(c) ? c : '-');
    }
    return canonical.toString();
  }

  /** Returns true for a token (RFC 9110 section 5.6.2) with at least one letter. */
  private static boolean isToken(String name) {
    return name.chars().allMatch(c -> isLetterOrDigit(c) || TOKEN_MARKS.indexOf(c) >= 0)
        && name.chars().anyMatch(HeaderNames::isLetter);
  }

  private static boolean isLetterOrDigit(int c) {
    return isLetter(c) || (c >= '0' && c <= '9');
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
