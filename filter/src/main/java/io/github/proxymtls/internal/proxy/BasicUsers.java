package io.github.proxymtls.internal.proxy;

import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.text.EscapedText;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the users of {@code proxymtls.proxy.basic.*}: an htpasswd file, an inline user, or both. A
 * line of the file is empty, a comment that begins with {@code #}, or {@code user:hash}. Problems
 * never contain a hash.
 */
final class BasicUsers {

  private static final String INLINE_USER = "proxymtls.proxy.basic.user";
  private static final String INLINE_HASH = "proxymtls.proxy.basic.password-hash";
  private static final String MAKE_LINE =
      "create the line with 'proxymtls hash-password --random' or 'htpasswd -nB USER'";

  /** How to change a password while proxies use it. */
  static final String REPLACE_PASSWORD =
      "to replace a password without an outage, add a second user, change the proxy, then remove"
          + " the first user";

  private static final String TWICE = "the user occurs twice";

  /** The limit on problems per file. A file of another kind would have one for each line. */
  private static final int MOST_PROBLEMS = 10;

  private final Problems problems;
  private final int profile;
  private final Map<String, BasicUser> users = new HashMap<>();
  private int found;

  /**
   * @param profile the position of the profile that the users belong to
   */
  BasicUsers(int profile, Problems problems) {
    this.profile = profile;
    this.problems = problems;
  }

  /** Returns the users by name, as a modifiable map; null after a problem. */
  @Nullable Map<String, BasicUser> read(ProxyRules.Basic rules) {
    Resource file = rules.usersFile();
    if (file != null) {
      readFile(file);
    }
    String user = rules.user();
    String hash = rules.passwordHash();
    if (user != null && hash != null) {
      readInline(user, hash);
    }
    if (found > 0) {
      return null;
    }
    warnOfCost(rules);
    return users;
  }

  /** Warns once, about the first user by name. */
  private void warnOfCost(ProxyRules.Basic rules) {
    users.values().stream()
        .filter(user -> user.hash() instanceof BcryptHash hash && hash.isSlow())
        .map(BasicUser::name)
        .min(Comparator.naturalOrder())
        .ifPresent(name -> warnOfCost(name, rules));
  }

  private void warnOfCost(String name, ProxyRules.Basic rules) {
    Resource file = rules.usersFile();
    problems.warn(
        "bcrypt-cost",
        file == null || name.equals(rules.user()) ? INLINE_HASH : file.key(),
        "the bcrypt hash of the user "
            + EscapedText.inMessage(name)
            + " has a cost above "
            + BcryptHash.RECOMMENDED_COST
            + ": the first request of a proxy is slow, and slower while others send wrong passwords",
        MAKE_LINE.replace("-nB", "-nB -C " + BcryptHash.RECOMMENDED_COST));
  }

  private void readFile(Resource file) {
    byte[] octets = problems.read(file, "users-file-unreadable");
    if (octets == null) {
      found++;
      return;
    }
    int number = 0;
    for (String line : new String(octets, StandardCharsets.ISO_8859_1).lines().toList()) {
      number++;
      if (!line.isBlank() && line.charAt(0) != '#' && found < MOST_PROBLEMS) {
        readLine(file.key(), number, line);
      }
    }
  }

  private void readLine(String key, int number, String line) {
    int colon = line.indexOf(':');
    String fault =
        colon < 0
            ? "expected user:hash"
            : fault(line.substring(0, colon), line.substring(colon + 1));
    if (fault != null) {
      String fix =
          fault.equals(TWICE) ? "remove one of the two lines; " + REPLACE_PASSWORD : MAKE_LINE;
      add("users-line-invalid", key, "line " + number + ": " + fault, fix);
    }
  }

  private void readInline(String user, String hash) {
    String userFault = Credential.faultOfUser(user);
    if (userFault != null) {
      add("proxy-user-invalid", INLINE_USER, userFault, "choose another user name");
      return;
    }
    if (users.containsKey(user)) {
      add(
          "proxy-user-duplicate",
          INLINE_USER,
          "the user is also in the users file",
          "remove the user from one of the two places");
      return;
    }
    String fault = fault(user, hash);
    if (fault != null) {
      add(
          "proxy-password-hash-invalid",
          INLINE_HASH,
          fault,
          MAKE_LINE + ", and use the hash after the colon");
    }
  }

  /** Adds the user. Returns an error message, or null. */
  private @Nullable String fault(String user, String hash) {
    String fault = Credential.faultOfUser(user);
    if (fault != null) {
      return fault;
    }
    try {
      PasswordHash parsed = PasswordHash.parse(hash);
      BasicUser before = users.putIfAbsent(user, new BasicUser(user, parsed, profile));
      return before == null ? null : TWICE;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private void add(String code, String key, String what, String fix) {
    found++;
    problems.add(code, key, what, fix);
  }
}
