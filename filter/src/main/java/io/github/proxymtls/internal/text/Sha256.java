package io.github.proxymtls.internal.text;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** SHA-256, which every Java platform has. */
public final class Sha256 {

  private Sha256() {}

  /** A digest to be fed in parts. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The digest of the octets. */
  public static byte[] of(byte[] octets) {
    return digest().digest(octets);
  }

  /** The digest of the octets in base64url without padding, as {@code x5t#S256} has it. */
  public static String base64Url(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(of(octets));
  }
}
