package io.github.proxymtls.internal.binding.registry;

/**
 * The syntax of {@code client_id}: 1 to 255 characters of %x20-7E, without a space at either end.
 */
public final class ClientId {

  private static final int MAXIMUM_LENGTH = 255;

  private ClientId() {}

  public static boolean isValid(String id) {
    if (id.isEmpty() || id.length() > MAXIMUM_LENGTH || id.startsWith(" ") || id.endsWith(" ")) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (id.charAt(i) < 0x20 || id.charAt(i) > 0x7e) {
        return false;
      }
    }
    return true;
  }
}
