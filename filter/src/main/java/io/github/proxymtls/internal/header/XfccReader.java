package io.github.proxymtls.internal.header;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.header.Extraction.Part;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads Envoy's {@code X-Forwarded-Client-Cert} as text: exactly one element of {@code key=value}
 * pairs. Envoy writes the URIs and names of the certificate without quotes or escapes, so a client
 * can inject pairs and elements. Anything injected makes the value ambiguous or malformed: only one
 * element is allowed; {@code Hash}, {@code Cert}, {@code Chain} and {@code Subject} may each occur
 * once; and {@code Hash} must be the SHA-256 of the leaf. Only {@code Cert} and {@code Chain} are
 * used.
 */
final class XfccReader {

  /** The keys that may occur at most once. */
  private enum Single {
    HASH,
    CERT,
    CHAIN,
    SUBJECT
  }

  private static final List<Single> SINGLES = List.of(Single.values());

  private final String value;
  private final byte[] octets;
  private final Extraction out;
  private final Map<Single, Slice> single = new EnumMap<>(Single.class);
  private int at;
  private int backslash = -1;

  private XfccReader(String value, Extraction out) {
    this.value = value;
    this.octets = value.getBytes(StandardCharsets.ISO_8859_1);
    this.out = out;
  }

  /**
   * Reads the leaf, and the rest of {@code Chain} if the format reads the chain from this header.
   */
  static void read(String value, Extraction out) {
    XfccReader reader = new XfccReader(value, out);
    if (reader.pairs()) {
      reader.certificates();
    }
  }

  private boolean pairs() {
    do {
      if (!pair()) {
        return false;
      }
      at++;
    } while (at < octets.length);
    return true;
  }

  /** Reads one pair and leaves the cursor at the semicolon after it, or at the end. */
  private boolean pair() {
    int from = at;
    while (at < octets.length && isKeyOctet(octets[at])) {
      at++;
    }
    if (at == from || at == octets.length || octets[at] != '=') {
      return refuse(Reason.XFCC_MALFORMED, "expected a key and an equals sign");
    }
    Single key = key(from, at);
    at++;
    Slice read = value();
    return read != null && keep(key, read);
  }

  private @Nullable Single key(int from, int to) {
    for (Single key : SINGLES) {
      int length = key.name().length();
      if (length == to - from && value.regionMatches(true, from, key.name(), 0, length)) {
        return key;
      }
    }
    return null;
  }

  private @Nullable Slice value() {
    int from = at;
    while (at < octets.length && octets[at] != ';') {
      if (octets[at] == ',') {
        refuse(Reason.XFCC_AMBIGUOUS, "more than one element; expected one");
        return null;
      }
      if (octets[at] == '"' && !toClosingQuote()) {
        refuse(Reason.XFCC_MALFORMED, "unbalanced quote");
        return null;
      }
      at++;
    }
    return unquoted(from, at);
  }

  /** Moves from a quote to the closing quote. A backslash escapes the next character. */
  private boolean toClosingQuote() {
    at++;
    int quote = value.indexOf('"', at);
    while (quote >= 0 && nextBackslash() < quote) {
      at = backslash + 2;
      quote = quote < at ? value.indexOf('"', at) : quote;
    }
    at = quote < 0 ? octets.length : quote;
    return quote >= 0;
  }

  /** Returns the offset of the next backslash, or the end. Searches for each backslash once. */
  private int nextBackslash() {
    if (backslash < at) {
      int index = value.indexOf('\\', at);
      backslash = index < 0 ? octets.length : index;
    }
    return backslash;
  }

  private Slice unquoted(int from, int to) {
    boolean quotes = to - from >= 2 && octets[from] == '"' && octets[to - 1] == '"';
    return quotes ? new Slice(from + 1, to - 1) : new Slice(from, to);
  }

  private boolean keep(@Nullable Single key, Slice read) {
    return key == null
        || single.put(key, read) == null
        || refuse(Reason.XFCC_AMBIGUOUS, key.name().toLowerCase(Locale.ROOT) + " occurs twice");
  }

  private void certificates() {
    List<byte[]> first =
        pem(Single.CERT, Extraction.one(out.header(), Part.CERTIFICATE, out.limits()));
    List<byte[]> all =
        pem(Single.CHAIN, Extraction.several(out.header(), Part.CHAIN, out.limits()));
    if (out.refusal() == null) {
      new XfccElement(octets, out).accept(single.get(Single.HASH), first, all);
    }
  }

  private List<byte[]> pem(Single key, Extraction part) {
    Slice read = single.get(key);
    if (read != null) {
      PemReader.read(Text.escaped(value, octets, read), part);
      out.refuse(part.refusal());
    }
    return part.certificates();
  }

  private static boolean isKeyOctet(byte octet) {
    int lower = octet | 0x20;
    return (lower >= 'a' && lower <= 'z')
        || (octet >= '0' && octet <= '9')
        || octet == '-'
        || octet == '_';
  }

  private boolean refuse(Reason reason, String what) {
    return out.refuse(reason, what, Math.min(at, octets.length));
  }
}
