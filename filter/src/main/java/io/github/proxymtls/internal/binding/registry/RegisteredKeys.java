package io.github.proxymtls.internal.binding.registry;

import io.github.proxymtls.internal.jose.Thumbprint;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The certificates in a client's {@code jwks} (RFC 8705 section 2.2, RFC 7517 sections 4.2, 4.7 and
 * 4.9). Every key that has {@code x5c} or {@code x5t#S256} and is not for encryption gives one
 * thumbprint; the first certificate of {@code x5c} counts. Several keys allow rotation.
 */
final class RegisteredKeys {

  private static final String THUMBPRINT = "x5t#S256";

  private RegisteredKeys() {}

  /**
   * Reads at least one thumbprint.
   *
   * @throws IllegalArgumentException if there is none or one is malformed; the message names it
   */
  static List<Thumbprint> read(@Nullable Object jwks) {
    List<Thumbprint> thumbprints = readAll(jwks);
    if (thumbprints.isEmpty()) {
      throw new IllegalArgumentException("no key has a certificate");
    }
    return thumbprints;
  }

  /**
   * Reads the thumbprints; there may be none, because a client may withdraw its last key.
   *
   * @throws IllegalArgumentException if one is malformed; the message names it
   */
  static List<Thumbprint> readAll(@Nullable Object jwks) {
    if (!(jwks instanceof Map<?, ?> set) || !(set.get("keys") instanceof List<?> keys)) {
      throw new IllegalArgumentException("not an object with an array of keys");
    }
    List<Thumbprint> thumbprints = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      Thumbprint thumbprint = thumbprint(keys.get(i), "key " + (i + 1));
      if (thumbprint != null) {
        thumbprints.add(thumbprint);
      }
    }
    return List.copyOf(thumbprints);
  }

  private static @Nullable Thumbprint thumbprint(Object key, String where) {
    if (!(key instanceof Map<?, ?> members)) {
      throw new IllegalArgumentException(where + " is not an object");
    }
    if ("enc".equals(members.get("use"))) {
      return null;
    }
    Thumbprint ofCertificate = members.containsKey("x5c") ? first(members.get("x5c"), where) : null;
    if (!members.containsKey(THUMBPRINT)) {
      return ofCertificate;
    }
    String text = members.get(THUMBPRINT) instanceof String value ? value : "";
    if (!Thumbprint.isCanonical(text)) {
      throw new IllegalArgumentException(where + ": x5t#S256 is not base64url of a SHA-256");
    }
    if (ofCertificate != null && !ofCertificate.matches(text)) {
      throw new IllegalArgumentException(where + ": x5t#S256 is not that of x5c");
    }
    return Thumbprint.parse(text);
  }

  private static Thumbprint first(@Nullable Object x5c, String where) {
    if (x5c instanceof List<?> chain && !chain.isEmpty() && chain.get(0) instanceof String base64) {
      return Thumbprint.over(certificate(base64, where));
    }
    throw new IllegalArgumentException(where + ": x5c is not an array of certificates");
  }

  /** Returns the octets after checking that they are exactly one certificate. */
  private static byte[] certificate(String base64, String where) {
    try {
      byte[] der = Base64.getDecoder().decode(base64);
      byte[] read =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der))
              .getEncoded();
      if (Arrays.equals(der, read)) {
        return der;
      }
    } catch (CertificateException | RuntimeException e) {
      // The JDK's parser also throws ArrayIndexOutOfBoundsException, for an empty Ed25519 key.
      throw new IllegalArgumentException(where + ": x5c is not base64 of a certificate", e);
    }
    throw new IllegalArgumentException(where + ": x5c has octets after the certificate");
  }
}
