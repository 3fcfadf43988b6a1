package io.github.proxymtls.internal.binding.registry;

import io.github.proxymtls.testing.Pki;
import java.util.Base64;
import java.util.HexFormat;

/** A certificate for which the JDK's parser throws an undeclared exception. */
final class UnreadableCertificate {

  private static final String ED25519_KEY = "06032b6570032100";
  private static final String EMPTY_KEY = "06032b6570030100";

  private UnreadableCertificate() {}

  /** A member of {@code x5c} with an empty Ed25519 key. */
  static String x5c() {
    byte[] der = Pki.create().selfSigned("svc").ed25519().issue().der();
    String broken = HexFormat.of().formatHex(der).replaceFirst(ED25519_KEY, EMPTY_KEY);
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(broken));
  }
}
