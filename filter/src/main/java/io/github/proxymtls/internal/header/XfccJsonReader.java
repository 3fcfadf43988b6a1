package io.github.proxymtls.internal.header;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.header.Extraction.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads Envoy's {@code X-Forwarded-Client-Cert} as JSON (RFC 8259): an array of exactly one object
 * whose members are those that Envoy writes, each at most once and of the right type. This reader
 * rejects the text form, and {@link XfccReader} rejects JSON: a client that can add to the header
 * must not be able to choose the form. Only {@code cert} and {@code chain} are used.
 *
 * <p>A JSON parser does not say at which offset a string begins, nor whether a member name has
 * escape sequences. The offset is part of each rejection, and such a name is rejected.
 */
final class XfccJsonReader {

  private static final int SHORT_ESCAPE = 2;
  private static final int UNICODE_ESCAPE = 6;

  private final String value;
  private final byte[] octets;
  private final Extraction out;
  private final Map<String, List<Slice>> members = new HashMap<>();
  private int at;
  private int backslash = -1;

  private XfccJsonReader(String value, Extraction out) {
    this.value = value;
    this.octets = value.getBytes(StandardCharsets.ISO_8859_1);
    this.out = out;
  }

  /**
   * Reads the leaf, and the rest of {@code chain} if the format reads the chain from this header.
   */
  static void read(String value, Extraction out) {
    XfccJsonReader reader = new XfccJsonReader(value, out);
    if (reader.element()) {
      reader.certificates();
    }
  }

  private boolean element() {
    if (!take('[') || !take('{')) {
      return malformed("expected an array of one object");
    }
    do {
      if (!member()) {
        return false;
      }
    } while (take(','));
    if (!take('}')) {
      return malformed("expected a member or the end of the object");
    }
    if (take(',')) {
      return refuse(Reason.XFCC_AMBIGUOUS, "more than one element; expected one");
    }
    if (!take(']')) {
      return malformed("expected the end of the array");
    }
    return at == octets.length || malformed("expected the end of the value after the array");
  }

  private boolean member() {
    Slice name = string();
    if (name == null || !take(':')) {
      return malformed("expected the name of a member");
    }
    String key =
        new String(octets, name.from(), name.to() - name.from(), StandardCharsets.ISO_8859_1);
    List<Slice> read =
        switch (key) {
          case "hash", "cert", "subject", "issuer" -> one();
          case "chain", "by", "uri", "dns" -> several();
          default -> null;
        };
    if (read == null) {
      return malformed("unknown member, or a value of the wrong type");
    }
    return members.put(key, read) == null
        || refuse(Reason.XFCC_AMBIGUOUS, "member " + key + " occurs twice");
  }

  private @Nullable List<Slice> one() {
    Slice string = string();
    return string == null ? null : List.of(string);
  }

  private @Nullable List<Slice> several() {
    if (!take('[')) {
      return null;
    }
    List<Slice> values = new ArrayList<>();
    if (take(']')) {
      return values;
    }
    do {
      Slice string = string();
      if (string == null) {
        return null;
      }
      values.add(string);
    } while (take(','));
    return take(']') ? values : null;
  }

  /** Reads a string without decoding its escape sequences; null if there is no string. */
  private @Nullable Slice string() {
    skipSpaces();
    if (at == octets.length || octets[at] != '"') {
      return null;
    }
    at++;
    int from = at;
    if (!toClosingQuote()) {
      return null;
    }
    Slice string = new Slice(from, at);
    at++;
    skipSpaces();
    return string;
  }

  /**
   * Moves to the closing quote of a string; false if it is missing or an escape sequence is
   * invalid.
   */
  private boolean toClosingQuote() {
    int quote = value.indexOf('"', at);
    while (quote >= 0 && nextBackslash() < quote) {
      at = backslash;
      int length = escapeLength();
      if (length == 0) {
        return false;
      }
      at += length;
      quote = quote < at ? value.indexOf('"', at) : quote;
    }
    at = Math.max(at, quote);
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

  /** Returns the length of the escape sequence at the cursor; 0 if it is invalid. */
  private int escapeLength() {
    int kind = at + 1 < octets.length ? octets[at + 1] : -1;
    if (kind == 'u') {
      return isUnicodeEscape() ? UNICODE_ESCAPE : 0;
    }
    return kind >= 0 && "\"\\/bfnrt".indexOf(kind) >= 0 ? SHORT_ESCAPE : 0;
  }

  private boolean isUnicodeEscape() {
    if (octets.length - at < UNICODE_ESCAPE) {
      return false;
    }
    for (int i = at + SHORT_ESCAPE; i < at + UNICODE_ESCAPE; i++) {
      if (Escapes.hexDigit(octets[i]) < 0) {
        return false;
      }
    }
    return true;
  }

  private boolean take(char expected) {
    skipSpaces();
    if (at == octets.length || octets[at] != expected) {
      return false;
    }
    at++;
    skipSpaces();
    return true;
  }

  private void skipSpaces() {
    while (at < octets.length && octets[at] == ' ') {
      at++;
    }
  }

  private void certificates() {
    Extraction first = Extraction.one(out.header(), Part.CERTIFICATE, out.limits());
    Extraction all = Extraction.several(out.header(), Part.CHAIN, out.limits());
    for (Slice cert : values("cert")) {
      PemReader.read(text(cert), first);
    }
    for (Slice member : values("chain")) {
      if (!all.room(member.from())) {
        break;
      }
      Extraction one = Extraction.one(out.header(), Part.CHAIN, out.limits());
      PemReader.read(text(member), one);
      all.add(one);
    }
    out.refuse(first.refusal());
    out.refuse(all.refusal());
    if (out.refusal() == null) {
      List<Slice> hash = values("hash");
      new XfccElement(octets, out)
          .accept(hash.isEmpty() ? null : hash.get(0), first.certificates(), all.certificates());
    }
  }

  private List<Slice> values(String member) {
    return members.getOrDefault(member, List.of());
  }

  private Text text(Slice part) {
    return Text.json(value, octets, part);
  }

  private boolean malformed(String what) {
    return refuse(Reason.XFCC_MALFORMED, what);
  }

  private boolean refuse(Reason reason, String what) {
    return out.refuse(reason, what, at);
  }
}
