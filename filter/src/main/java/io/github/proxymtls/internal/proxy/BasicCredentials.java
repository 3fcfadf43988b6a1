package io.github.proxymtls.internal.proxy;

import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.address.IpAddress;
import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.ProxyRules;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The method {@code basic}: one line of a configured header holds the credential of a configured
 * user (RFC 7617). It holds the users of all profiles that read the same header. A user name
 * belongs to exactly one profile, so that one look-up and one verification decide for all of them.
 *
 * <h2>The cost of a request</h2>
 *
 * A credential that was verified before costs one {@link KeyedHash} of its base64; the credential
 * itself is not kept. A wrong one for the same user costs little more, and a random password one
 * SHA-256. Bcrypt runs only for a user without a remembered credential, within the limits of {@link
 * BcryptVerifier}. An unknown user is rejected at once: the names of proxies are not secret, and an
 * unknown name must not take a slot.
 */
final class BasicCredentials {

  private final String header;
  private final Map<String, BasicUser> users;
  private final KeyedHash keyedHash;
  private final BcryptVerifier verifications;

  /** The users by their verified credentials; a user has one credential, with one spelling. */
  private final ConcurrentMap<KeyedHash.Digest, BasicUser> verified = new ConcurrentHashMap<>();

  private BasicCredentials(
      String header,
      Map<String, BasicUser> users,
      KeyedHash keyedHash,
      BcryptVerifier verifications) {
    this.header = header;
    this.users = Map.copyOf(users);
    this.keyedHash = keyedHash;
    this.verifications = verifications;
  }

  /**
   * Loads the users. Adds every problem; returns null if there is one.
   *
   * @param previous the instance that this one replaces at a reload, or null; remembered
   *     credentials of users whose line did not change, and the running verifications, are kept
   */
  static @Nullable BasicCredentials load(
      ProxyRules.Basic rules, @Nullable BasicCredentials previous, Problems problems) {
    return load(rules, previous, new BcryptVerifier(), problems);
  }

  /**
   * @param verifications used if there is no previous instance
   */
  static @Nullable BasicCredentials load(
      ProxyRules.Basic rules,
      @Nullable BasicCredentials previous,
      BcryptVerifier verifications,
      Problems problems) {
    Map<String, BasicUser> users = new BasicUsers(0, problems).read(rules);
    return users == null ? null : of(rules.header(), users, previous, verifications);
  }

  /**
   * Creates an instance from users that were read before.
   *
   * @param users the users of all profiles that read the header; a modifiable map
   * @param previous the instance that this one replaces at a reload, or null
   * @param verifications used if there is no previous instance
   */
  static BasicCredentials of(
      String header,
      Map<String, BasicUser> users,
      @Nullable BasicCredentials previous,
      BcryptVerifier verifications) {
    if (previous == null) {
      return new BasicCredentials(header, users, new KeyedHash(), verifications);
    }
    users.replaceAll((name, user) -> previous.unchanged(user));
    BasicCredentials next =
        new BasicCredentials(header, users, previous.keyedHash, previous.verifications);
    next.keepVerified(previous);
    return next;
  }

  private void keepVerified(BasicCredentials previous) {
    previous.verified.forEach(
        (credential, user) -> {
          if (users.get(user.name()) == user) {
            verified.put(credential, user);
          }
        });
  }

  /** Returns the name of the header. */
  String header() {
    return header;
  }

  /** Returns true if the user is a proxy of the profile at the given position. */
  boolean isOf(String user, int profile) {
    BasicUser known = users.get(user);
    return known != null && known.profile() == profile;
  }

  /** Returns an entry for each user. A user whose line did not change has the same version. */
  List<FileEntry> entries() {
    return users.values().stream()
        .map(user -> FileEntry.of(FileKind.USERS, user.name(), user))
        .toList();
  }

  private BasicUser unchanged(BasicUser user) {
    BasicUser before = users.get(user.name());
    return before != null && before.sameLine(user) ? before : user;
  }

  /**
   * Checks the credential of one request.
   *
   * @param decides returns false for a profile (by its position) whose result does not depend on
   *     this credential; bcrypt does not run then
   */
  Check check(RequestFacts request, IntPredicate decides) {
    List<String> lines = request.headers(header);
    if (lines.isEmpty()) {
      return new Check.Failed(Reason.PROXY_CREDENTIAL_MISSING, "header " + header + " is missing");
    }
    if (lines.size() > 1) {
      return Check.Failed.deciding(
          Reason.HEADER_DUPLICATE,
          "header " + header + ": " + lines.size() + " lines; expected one");
    }
    String line = lines.get(0);
    int start = Credential.startOfBase64(line);
    KeyedHash.Digest digest = start < 0 ? null : keyedHash.hash(line, start);
    BasicUser known = digest == null ? null : verified.get(digest);
    return known == null ? unknown(line, digest, request, decides) : known.passed();
  }

  private Check unknown(
      String line, KeyedHash.@Nullable Digest digest, RequestFacts request, IntPredicate decides) {
    Parsed parsed = Credential.parse(line);
    if (parsed instanceof Malformed malformed) {
      return wrong(malformed.detail());
    }
    Credential credential = (Credential) parsed;
    BasicUser user = users.get(credential.user());
    if (user == null) {
      return wrong("unknown user");
    }
    // A credential that was parsed has base64.
    KeyedHash.Digest own = Objects.requireNonNull(digest);
    Check check =
        user.hasFastHash()
            ? compare(user, credential)
            : check(user, new Attempt(credential, own, request.remoteAddress()), decides);
    if (check == user.passed()) {
      verified.put(own, user);
    }
    return check;
  }

  /** A credential that was not verified before, its keyed hash, and the peer's address. */
  private record Attempt(Credential credential, KeyedHash.Digest digest, String remoteAddress) {}

  private Check compare(BasicUser user, Credential credential) {
    return user.hash().matches(credential.password()) ? user.passed() : wrongPassword(user);
  }

  private Check check(BasicUser user, Attempt attempt, IntPredicate decides) {
    return switch (user.recall(attempt.digest())) {
      case RIGHT -> user.passed();
      case WRONG -> wrongPassword(user);
      case NONE ->
          decides.test(user.profile())
              ? verify(user, attempt)
              : new Check.Failed(Reason.PROXY_CREDENTIAL_WRONG, "the password was not verified");
    };
  }

  private Check verify(BasicUser user, Attempt attempt) {
    String peer = IpAddress.networkOfPeer(attempt.remoteAddress());
    return switch (verifications.verify(user, attempt.credential(), attempt.digest(), peer)) {
      case RIGHT -> user.passed();
      case WRONG -> wrongPassword(user);
      case BUSY ->
          Check.Failed.deciding(
              Reason.PROXY_AUTHENTICATION_BUSY,
              "too many credentials wait for verification, in total or from " + peer);
    };
  }

  private Check wrongPassword(BasicUser user) {
    return wrong(
        "wrong password of user "
            + user.name()
            + "; the proxy and the users must change together: "
            + BasicUsers.REPLACE_PASSWORD);
  }

  private Check wrong(String detail) {
    return Check.Failed.deciding(Reason.PROXY_CREDENTIAL_WRONG, "header " + header + ": " + detail);
  }
}
