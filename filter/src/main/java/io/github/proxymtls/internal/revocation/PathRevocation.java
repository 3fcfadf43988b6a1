package io.github.proxymtls.internal.revocation;

import static io.github.proxymtls.internal.revocation.source.RevocationMethod.earlier;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.path.RevocationChecker;
import io.github.proxymtls.internal.path.Validity;
import io.github.proxymtls.internal.revocation.source.Deadline;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Revoked;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unknown;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unusable;
import io.github.proxymtls.internal.revocation.source.RevocationMethod;
import io.github.proxymtls.internal.revocation.source.RevocationMethod.Question;
import io.github.proxymtls.internal.revocation.source.RevocationMethod.Reply;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks every certificate of a path except the anchor. It tries the next method only if the
 * previous one gave no usable answer.
 *
 * <h2>Soft-fail applies only if no answer is available</h2>
 *
 * <p>A path is always rejected if a certificate is revoked or unknown, or if an unauthorized signer
 * signed the answer, regardless of which other answers are unavailable.
 */
final class PathRevocation implements RevocationChecker {

  private final List<RevocationMethod> methods;
  private final Duration timeout;
  private final Consumer<String> softFailed;
  private final boolean softFail;

  /**
   * Creates a checker.
   *
   * @param timeout how long a request may wait in total
   * @param softFail true to accept a certificate whose revocation status is unavailable (soft-fail)
   * @param softFailed receives a description of each such certificate
   */
  PathRevocation(
      List<RevocationMethod> methods,
      Duration timeout,
      boolean softFail,
      Consumer<String> softFailed) {
    this.methods = List.copyOf(methods);
    this.timeout = timeout;
    this.softFail = softFail;
    this.softFailed = softFailed;
  }

  @Override
  public Inquiry begin() {
    Deadline deadline = new Deadline(timeout);
    return (path, now) -> about(path, now, deadline);
  }

  /** At most one of the methods has an epoch: the CRLs. */
  @Override
  public long epoch() {
    long epoch = 0;
    for (RevocationMethod method : methods) {
      epoch += method.epoch();
    }
    return epoch;
  }

  @Override
  public List<FileEntry> entries() {
    return methods.stream().flatMap(method -> method.entries().stream()).toList();
  }

  @Override
  public List<String> authoritiesWithoutCrl(Instant now) {
    return methods.size() == 1 ? methods.get(0).authoritiesWithoutCrl(now) : List.of();
  }

  private Finding about(List<X509Certificate> path, Instant now, Deadline deadline) {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < path.size() - 1; i++) {
      Question question = new Question(path, i);
      questions.add(question);
      methods.get(0).prepare(question, now);
    }
    List<Reply> replies = new ArrayList<>();
    for (Question question : questions) {
      replies.add(reply(question, now, deadline));
    }
    Finding refusal = refusal(replies);
    return refusal == null ? passed(replies) : refusal;
  }

  private Reply reply(Question question, Instant now, Deadline deadline) {
    List<String> details = new ArrayList<>();
    Instant retry = Instant.MAX;
    boolean unavailable = true;
    for (RevocationMethod method : methods) {
      Reply reply = method.about(question, now, deadline);
      if (!(reply.answer() instanceof Unusable unusable)) {
        return details.isEmpty() ? reply : substitute(reply, retry, now);
      }
      retry = earlier(retry, reply.until());
      details.add(unusable.detail());
      unavailable &= unusable.unavailable();
    }
    return new Reply(
        new Unusable(String.join("; ", details), unavailable), now.plus(RevocationMethod.PAUSE));
  }

  /** Uses an answer that replaces unavailable ones until these may be available again. */
  private static Reply substitute(Reply reply, Instant retry, Instant now) {
    Instant longest = now.plus(RevocationMethod.UNSTATED);
    return new Reply(reply.answer(), earlier(earlier(retry, reply.until()), longest));
  }

  /** Returns the refusal for the most severe answer of all certificates. */
  private @Nullable Finding refusal(List<Reply> replies) {
    Finding worst = null;
    int weight = 0;
    for (int i = 0; i < replies.size(); i++) {
      RevocationAnswer answer = replies.get(i).answer();
      if (weight(answer) > weight) {
        weight = weight(answer);
        worst = refusal(answer, i);
      }
    }
    return worst;
  }

  private int weight(RevocationAnswer answer) {
    if (answer instanceof Unusable unusable) {
      return softFail && unusable.unavailable() ? 0 : 1;
    }
    return answer instanceof Revoked ? 3 : answer instanceof Unknown ? 2 : 0;
  }

  private static Finding refusal(RevocationAnswer answer, int index) {
    String what = Validity.position(index);
    Refusal refused;
    if (answer instanceof Revoked revoked) {
      refused =
          Refusal.asFinal(Reason.CERTIFICATE_REVOKED, what + " was revoked: " + revoked.detail());
    } else if (answer instanceof Unknown unknown) {
      refused =
          new Refusal(
              Reason.CERTIFICATE_STATUS_UNKNOWN,
              "the revocation status of " + what + " is unknown: " + unknown.detail());
    } else {
      refused =
          new Refusal(
              Reason.REVOCATION_UNAVAILABLE,
              "no usable answer about " + what + ": " + ((Unusable) answer).detail());
    }
    return new Finding(refused, index == 0 && !(answer instanceof Unusable), Instant.MAX);
  }

  private Finding passed(List<Reply> replies) {
    for (int i = 0; i < replies.size(); i++) {
      if (replies.get(i).answer() instanceof Unusable unusable) {
        softFailed.accept("no answer about " + Validity.position(i) + ": " + unusable.detail());
      }
    }
    Instant until = Instant.MAX;
    for (Reply reply : replies) {
      until = earlier(until, reply.until());
    }
    return Finding.passed(until);
  }
}
