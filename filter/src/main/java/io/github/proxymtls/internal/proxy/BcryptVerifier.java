package io.github.proxymtls.internal.proxy;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs bcrypt for credentials that are not remembered, within limits that no peer can exceed.
 *
 * <ul>
 *   <li>The number of concurrent verifications is half the number of processors, at least two.
 *       Others wait for up to five seconds, and a random one is next ({@link SlotPool}).
 *   <li>Requests from one address (for IPv6, one /64 network) with the same credential share one
 *       verification: at most {@link #SHARING_PER_PEER} of them wait for its result, enough for the
 *       first burst of a proxy.
 * </ul>
 */
final class BcryptVerifier {

  enum Verdict {
    RIGHT,
    WRONG,
    BUSY
  }

  /** A verification. Equal tasks run once. */
  private record Task(BasicUser user, KeyedHash.Digest digest, String peer) {

    @Override
    public int hashCode() {
      return 31 * digest.hashCode() + peer.hashCode();
    }
  }

  static final int SHARING_PER_PEER = 128;

  private final SlotPool slots;
  private final Duration timeout;
  private final BiPredicate<PasswordHash, byte[]> bcrypt;
  private final ConcurrentMap<String, Integer> sharing = new ConcurrentHashMap<>();
  private final ConcurrentMap<Task, CompletableFuture<Verdict>> running = new ConcurrentHashMap<>();

  BcryptVerifier() {
    this(
        Math.max(2, Runtime.getRuntime().availableProcessors() / 2),
        Duration.ofSeconds(5),
        PasswordHash::matches,
        new SecureRandom());
  }

  /**
   * @param slots the maximum number of concurrent verifications
   * @param timeout the maximum time that a request waits for a slot
   * @param bcrypt verifies a password against a hash
   * @param random chooses the next request
   */
  BcryptVerifier(
      int slots,
      Duration timeout,
      BiPredicate<PasswordHash, byte[]> bcrypt,
      RandomGenerator random) {
    this.slots = new SlotPool(slots, timeout, random);
    this.timeout = timeout;
    this.bcrypt = bcrypt;
  }

  /**
   * Verifies a credential and remembers it if it is correct.
   *
   * @param digest the keyed hash of the credential
   */
  Verdict verify(BasicUser user, Credential credential, KeyedHash.Digest digest, String peer) {
    Task task = new Task(user, digest, peer);
    CompletableFuture<Verdict> own = new CompletableFuture<>();
    CompletableFuture<Verdict> earlier = running.putIfAbsent(task, own);
    if (earlier != null) {
      return share(earlier, peer);
    }
    Verdict verdict = Verdict.BUSY;
    try {
      verdict = inSlot(user, credential, digest, peer);
    } finally {
      running.remove(task);
      own.complete(verdict);
    }
    return verdict;
  }

  /** Returns the number of requests that wait for a slot. */
  int waiting() {
    return slots.size();
  }

  private Verdict share(CompletableFuture<Verdict> earlier, String peer) {
    try {
      return sharing.merge(peer, 1, Integer::sum) > SHARING_PER_PEER
          ? Verdict.BUSY
          : await(earlier);
    } finally {
      leave(sharing, peer);
    }
  }

  private static void leave(ConcurrentMap<String, Integer> present, String peer) {
    present.computeIfPresent(peer, (address, count) -> count == 1 ? null : count - 1);
  }

  private Verdict await(CompletableFuture<Verdict> earlier) {
    try {
      return earlier.get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return Verdict.BUSY;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Verdict.BUSY;
    }
  }

  private Verdict inSlot(
      BasicUser user, Credential credential, KeyedHash.Digest digest, String peer) {
    Verdict before = recall(user, digest);
    if (before != null) {
      return before;
    }
    if (!slots.acquire(peer)) {
      return Verdict.BUSY;
    }
    try {
      Verdict meanwhile = recall(user, digest);
      return meanwhile != null ? meanwhile : run(user, credential, digest);
    } finally {
      slots.release();
    }
  }

  private Verdict run(BasicUser user, Credential credential, KeyedHash.Digest digest) {
    if (!bcrypt.test(user.hash(), credential.password())) {
      return Verdict.WRONG;
    }
    user.remember(digest);
    return Verdict.RIGHT;
  }

  private static @Nullable Verdict recall(BasicUser user, KeyedHash.Digest digest) {
    return switch (user.recall(digest)) {
      case RIGHT -> Verdict.RIGHT;
      case WRONG -> Verdict.WRONG;
      case NONE -> null;
    };
  }
}
