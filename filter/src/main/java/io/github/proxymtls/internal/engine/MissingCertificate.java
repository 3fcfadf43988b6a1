package io.github.proxymtls.internal.engine;

import io.github.proxymtls.Decision;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.config.reader.EditDistance;
import io.github.proxymtls.internal.decision.NoClient;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Rejection;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.Preset;
import io.github.proxymtls.internal.text.EscapedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Explains to the operator what an authenticated proxy sent instead of a certificate. The text is
 * for the log: it is made after the decision, and only a positive verdict changes the reason.
 *
 * <h2>A positive verdict without a certificate is the proxy's mistake</h2>
 *
 * The proxy verified a certificate and did not forward it. The client cannot correct that, so the
 * rejection has its own reason. Otherwise the request is treated as one without a certificate.
 */
final class MissingCertificate {

  /** Headers that proxies add. A client may send them too, so they are a hint only. */
  private static final Set<String> FORWARDING =
      Set.of("forwarded", "via", "x-forwarded-for", "x-forwarded-proto", "x-real-ip");

  private static final int MOST_NAMES = 4;
  private static final int SHORTEST_NAME = 8;
  private static final int LONGEST_NAME = 64;

  private final HeaderFormat format;

  MissingCertificate(HeaderFormat format) {
    this.format = format;
  }

  /** Explains the decision on a request from an authenticated proxy without a certificate. */
  Decision explain(Decision decision, RequestFacts request) {
    if (decision instanceof Rejection rejection
        && rejection.reason() == Reason.CERTIFICATE_REQUIRED) {
      return rejection.withRefusal(explained(rejection.refusal(), request));
    }
    return decision instanceof NoClient anonymous && provesCertificate(verdict(request))
        ? new NoClient(
            anonymous.proxy(),
            new Refusal(Reason.CERTIFICATE_NOT_FORWARDED, "no certificate" + whatCame(request)))
        : decision;
  }

  /** Explains a rejection of a peer that is not an authenticated proxy, by the names it sent. */
  static Decision explain(Decision decision, RequestFacts request, String whyNoProxy) {
    if (!(decision instanceof Rejection rejection)
        || rejection.reason() != Reason.CERTIFICATE_REQUIRED) {
      return decision;
    }
    List<String> forwarding = new ArrayList<>();
    for (String name : request.headerNames()) {
      if (FORWARDING.contains(lower(name)) && forwarding.size() < MOST_NAMES) {
        forwarding.add(lower(name));
      }
    }
    String hint =
        forwarding.isEmpty()
            ? "; no header shows a proxy: it may have been bypassed"
            : "; "
                + String.join(", ", forwarding)
                + " came: a proxy may set the filter's headers elsewhere, but not for this path";
    return rejection.withRefusal(
        rejection
            .refusal()
            .withDetail("; the peer is no authenticated proxy: " + whyNoProxy + hint));
  }

  private Refusal explained(Refusal refusal, RequestFacts request) {
    Refusal detailed = refusal.withDetail(whatCame(request));
    return provesCertificate(verdict(request))
        ? detailed.withReason(Reason.CERTIFICATE_NOT_FORWARDED)
        : detailed;
  }

  /** Returns the only line of the verdict, which the header reader has checked. */
  private @Nullable String verdict(RequestFacts request) {
    List<String> lines = format.verify() == null ? List.of() : request.headers(format.verify());
    return lines.size() == 1 ? lines.get(0) : null;
  }

  /** OpenSSL's result {@code 0} is positive without a certificate, too. */
  private boolean provesCertificate(@Nullable String verdict) {
    return format.verified(verdict) && !"0".equals(verdict);
  }

  private String whatCame(RequestFacts request) {
    String verdict = verdict(request);
    boolean came = !request.headers(format.certificate()).isEmpty();
    return "; "
        + format.certificate()
        + (came ? " came without one" : " did not come")
        + (verdict == null ? "" : "; " + format.verify() + " says " + inMessage(verdict))
        + others(request);
  }

  private String others(RequestFacts request) {
    StringBuilder others = new StringBuilder();
    int named = 0;
    for (String name : request.headerNames()) {
      String other = isOwn(name) || named == MOST_NAMES ? "" : other(name);
      named += other.isEmpty() ? 0 : 1;
      others.append(other);
    }
    return others.toString();
  }

  private String other(String name) {
    String readers =
        Preset.all().stream()
            .map(Preset::format)
            .filter(preset -> preset.certificate().equalsIgnoreCase(name))
            .map(HeaderFormat::name)
            .collect(Collectors.joining(", "));
    if (!readers.isEmpty()) {
      return "; " + inMessage(name) + " came, which the format " + readers + " reads";
    }
    return isNear(lower(name), lower(format.certificate()))
        ? "; " + inMessage(name) + " came, which resembles it"
        : "";
  }

  private boolean isOwn(String name) {
    return name.equalsIgnoreCase(format.certificate())
        || name.equalsIgnoreCase(format.verify())
        || name.equalsIgnoreCase(format.chain());
  }

  private static boolean isNear(String name, String expected) {
    if (name.length() < SHORTEST_NAME || name.length() > LONGEST_NAME) {
      return false;
    }
    return name.contains(expected)
        || expected.contains(name)
        || EditDistance.of(name, expected) <= expected.length() / 4;
  }

  private static String inMessage(String text) {
    return EscapedText.inMessage(text);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
