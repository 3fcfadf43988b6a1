package io.github.proxymtls.internal.decision;

import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.RequestFacts;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The id of a request, in its log lines and its rejection. Nothing depends on its being unique,
 * because a proxy may pass on an id that a client chose. It is created when it is first needed.
 */
public final class RequestId {

  /** The header with the id, in the request of a proxy and in a rejection. */
  public static final String HEADER = "X-Request-Id";

  private static final int SHORTEST = 8;
  private static final int LONGEST = 64;
  private static final int RANDOM_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private @Nullable String id;

  /**
   * Returns the id that an authenticated proxy gave, otherwise a random one. A malformed or
   * repeated line is ignored. Every later call returns the same id.
   *
   * @param proxy the authenticated proxy, or null
   */
  public synchronized String determine(RequestFacts request, @Nullable ProxyIdentity proxy) {
    String known = id;
    if (known == null) {
      List<String> lines = proxy == null ? List.of() : request.headers(HEADER);
      known = lines.size() == 1 && isWellFormed(lines.get(0)) ? lines.get(0) : random();
      id = known;
    }
    return known;
  }

  private static String random() {
    byte[] bits = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }

  private static boolean isWellFormed(String line) {
    return line.length() >= SHORTEST
        && line.length() <= LONGEST
        && line.chars().allMatch(RequestId::isAllowed);
  }

  private static boolean isAllowed(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }
}
