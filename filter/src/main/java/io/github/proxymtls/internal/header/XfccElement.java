package io.github.proxymtls.internal.header;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.text.Sha256;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules for an element of {@code X-Forwarded-Client-Cert} in either form: it holds a
 * certificate, the chain begins with that certificate, and the hash is the leaf's SHA-256.
 */
final class XfccElement {

  private static final int SHA256_HEX_LENGTH = 64;

  private final byte[] octets;
  private final Extraction out;

  XfccElement(byte[] octets, Extraction out) {
    this.octets = octets;
    this.out = out;
  }

  /** Adds the leaf, and the rest of the chain if the format reads the chain from this header. */
  void accept(@Nullable Slice hash, List<byte[]> cert, List<byte[]> chain) {
    if (cert.isEmpty() && chain.isEmpty()) {
      refuse(Reason.XFCC_MALFORMED, "expected Cert or Chain");
      return;
    }
    byte[] leaf = cert.isEmpty() ? chain.get(0) : cert.get(0);
    if (!chain.isEmpty() && !Arrays.equals(leaf, chain.get(0))) {
      refuse(Reason.CHAIN_AMBIGUOUS, "Chain must begin with the certificate in Cert");
      return;
    }
    if (!isHashOf(leaf, hash)) {
      return;
    }
    out.add(leaf);
    if (out.isSeveral()) {
      chain.stream().skip(1).forEach(out::add);
    }
  }

  private boolean isHashOf(byte[] leaf, @Nullable Slice hash) {
    byte @Nullable [] expected = hash == null ? null : hex(hash);
    if (expected == null) {
      return refuse(Reason.XFCC_MALFORMED, "expected a SHA-256 in hexadecimal in Hash");
    }
    return MessageDigest.isEqual(expected, Sha256.of(leaf))
        || refuse(Reason.XFCC_HASH_MISMATCH, "Hash is not the SHA-256 of the certificate");
  }

  private byte @Nullable [] hex(Slice value) {
    if (value.to() - value.from() != SHA256_HEX_LENGTH) {
      return null;
    }
    byte[] decoded = new byte[SHA256_HEX_LENGTH / 2];
    for (int i = 0; i < decoded.length; i++) {
      int high = Escapes.hexDigit(octets[value.from() + 2 * i]);
      int low = Escapes.hexDigit(octets[value.from() + 2 * i + 1]);
      if (high < 0 || low < 0) {
        return null;
      }
      decoded[i] = (byte) ((high << 4) | low);
    }
    return decoded;
  }

  private boolean refuse(Reason reason, String what) {
    return out.refuse(reason, what, octets.length);
  }
}
