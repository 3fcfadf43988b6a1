package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.text.EscapedText;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a header name may be, and which names do not go together. */
final class HeaderNames {

  /**
   * A header name and the key that gives it.
   *
   * @param prefix true where the name stands for every name that begins with it
   */
  record Named(Key key, String name, boolean prefix) {}

  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  /** Headers that mean something to HTTP, to servers or to other filters; canonical. */
  private static final Set<String> TAKEN =
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

  /** Reads one name; a chain may be a prefix. */
  @Nullable String read(Key key) {
    String name = values.text(key);
    return name == null ? null : checked(key, name);
  }

  /** Reads a list of names; empty where one of them is none. */
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
      values.invalid(key, "names no header", "name a header, or remove the key");
      return null;
    }
    if (isPrefix(name) && !key.equals(HeaderKeys.CHAIN)) {
      values.invalid(
          key, "ends in '-' or '_'", "name one header; only the chain may be a prefix of several");
      return null;
    }
    return name;
  }

  /** Checks that every name has one meaning. */
  void check(List<Named> names) {
    for (int i = 0; i < names.size(); i++) {
      checkTaken(names.get(i));
      for (int j = 0; j < i; j++) {
        checkPair(names.get(j), names.get(i));
      }
    }
  }

  private void checkTaken(Named named) {
    String canonical = canonical(named.name());
    boolean credential =
        named.key().equals(ProxyKeys.BASIC_HEADER)
            && (named.name().equalsIgnoreCase("authorization")
                || named.name().equalsIgnoreCase("proxy-authorization"));
    boolean taken =
        canonical.startsWith("sec-")
            || (named.prefix()
                ? TAKEN.stream().anyMatch(other -> other.startsWith(canonical))
                : TAKEN.contains(canonical));
    if (taken && !credential) {
      conflict(named, "names a header that has a meaning in HTTP", "choose another name");
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

  /** How two names are too much alike to mean different things; null where they are not. */
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
    return beginsWith(one, other) || beginsWith(other, one) ? "shares its beginning with" : null;
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
        "choose a name that differs in more than case and punctuation");
  }

  private void conflict(Named named, String what, String fix) {
    values.conflict(named.key(), EscapedText.inMessage(named.name()) + " " + what, fix);
  }

  static boolean isPrefix(String name) {
    return name.endsWith("-") || name.endsWith("_");
  }

  /** The form in which twins are equal. */
  private static String canonical(String name) {
    StringBuilder canonical = new StringBuilder(name.length());
    for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
      canonical.append(isLetterOrDigit(c) ? c : '-');
    }
    return canonical.toString();
  }

  /** A token of RFC 9110 section 5.6.2 with at least one letter. */
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
