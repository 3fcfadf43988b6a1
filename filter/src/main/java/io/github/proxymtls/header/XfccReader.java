package io.github.proxymtls.header;

import io.github.proxymtls.Reason;
import io.github.proxymtls.header.Extraction.Part;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads Envoy's {@code X-Forwarded-Client-Cert} as text: exactly one element of {@code key=value}
 * pairs. Envoy writes the URIs and names of the certificate without quotes or escapes, so a client
 * can inject pairs and elements; whatever it injects makes the value ambiguous or malformed,
 * because an element may occur once, as may {@code Hash}, {@code Cert}, {@code Chain} and {@code
 * Subject}, and {@code Hash} must be the SHA-256 of the leaf. Only {@code Cert} and {@code Chain}
 * are believed.
 */
final class XfccReader {

  private static final Set<String> SINGLE = Set.of("hash", "cert", "chain", "subject");

  private final byte[] octets;
  private final Extraction out;
  private final Map<String, Slice> single = new HashMap<>();
  private int at;

  private XfccReader(String value, Extraction out) {
    this.octets = value.getBytes(StandardCharsets.ISO_8859_1);
    this.out = out;
  }

  /** Reads the leaf, and the rest of {@code Chain} where the format takes the chain from here. */
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

  /** Reads one pair and leaves the cursor at the semicolon behind it, or at the end. */
  private boolean pair() {
    int from = at;
    while (at < octets.length && isKeyOctet(octets[at])) {
      at++;
    }
    if (at == from || at == octets.length || octets[at] != '=') {
      return refuse(Reason.XFCC_MALFORMED, "no key and equals sign");
    }
    String key = new String(octets, from, at - from, StandardCharsets.US_ASCII);
    at++;
    Slice value = value();
    return value != null && keep(key.toLowerCase(Locale.ROOT), value);
  }

  private @Nullable Slice value() {
    int from = at;
    boolean quoted = false;
    for (; at < octets.length && (quoted || octets[at] != ';'); at++) {
      if (octets[at] == '"') {
        quoted = !quoted;
      } else if (quoted && octets[at] == '\\') {
        at++;
      } else if (!quoted && octets[at] == ',') {
        refuse(Reason.XFCC_AMBIGUOUS, "more than one element");
        return null;
      }
    }
    if (quoted) {
      refuse(Reason.XFCC_MALFORMED, "unbalanced quote");
      return null;
    }
    return unquoted(from, at);
  }

  private Slice unquoted(int from, int to) {
    boolean quotes = to - from >= 2 && octets[from] == '"' && octets[to - 1] == '"';
    return quotes ? new Slice(from + 1, to - 1) : new Slice(from, to);
  }

  private boolean keep(String key, Slice value) {
    boolean repeated = SINGLE.contains(key) && single.putIfAbsent(key, value) != null;
    return !repeated || refuse(Reason.XFCC_AMBIGUOUS, "repeated " + key);
  }

  private void certificates() {
    Slice cert = single.get("cert");
    Slice chain = single.get("chain");
    List<byte[]> first = List.of();
    List<byte[]> all = List.of();
    if (cert != null) {
      first = pem(cert, Extraction.one(out.header(), Part.CERTIFICATE, out.limits()));
    }
    if (chain != null) {
      all = pem(chain, Extraction.several(out.header(), Part.CHAIN, out.limits()));
    }
    if (out.refused() == null) {
      new XfccElement(octets, out).accept(single.get("hash"), first, all);
    }
  }

  private List<byte[]> pem(Slice value, Extraction part) {
    PemReader.read(Text.escaped(octets, value.from(), value.to()), part);
    out.refuse(part.refused());
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
