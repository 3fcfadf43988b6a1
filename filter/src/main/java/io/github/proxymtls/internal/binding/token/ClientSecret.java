package io.github.proxymtls.internal.binding.token;

import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Resource;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A client secret in a file of its own: one line of UTF-8, with or without a line end. */
final class ClientSecret {

  /** The maximum length of a secret, in characters. */
  static final int MAXIMUM_LENGTH = 1024;

  private static final String FIX = "write the secret, and nothing else, as one line of UTF-8";

  private ClientSecret() {}

  /** Reads the secret; returns null after a problem. The problem does not show the secret. */
  static @Nullable String read(Resource file, Problems problems) {
    byte[] octets = problems.read(file, "unreadable-file");
    if (octets == null) {
      return null;
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException e) {
      problems.add("invalid-secret", file.key(), "the file is not UTF-8", FIX);
      return null;
    }
    String secret = text.replaceFirst("\\r?\\n\\z", "");
    if (secret.isEmpty()
        || secret.length() > MAXIMUM_LENGTH
        || secret.chars().anyMatch(Character::isISOControl)) {
      problems.add("invalid-secret", file.key(), "the file is not one line with a secret", FIX);
      return null;
    }
    return secret;
  }
}
