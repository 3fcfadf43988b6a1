package io.github.proxymtls.micrometer;

import io.github.proxymtls.DecidedRequest;
import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Counts decisions, reloads and missing revocation information. Every counter is registered at the
 * start, with the value zero.
 *
 * <pre>{@code
 * ProxyMtls.builder().listener(new ProxyMtlsMeters(registry))
 * }</pre>
 *
 * <table>
 *   <caption>Counters</caption>
 *   <tr><th>name</th><th>tags</th></tr>
 *   <tr><td>{@code proxymtls.decisions}</td>
 *     <td>{@code outcome}: {@code accepted}, {@code anonymous}, {@code rejected}, or {@code
 *     would-reject} in report-only mode; {@code reason}: {@link Reason#tag()}, or {@code none}</td>
 *   </tr>
 *   <tr><td>{@code proxymtls.reloads}</td>
 *     <td>{@code outcome}: {@code loaded}; {@code failed} for every check that found unusable files; {@code overdue} for every check and each kind of file that could not be read to the end</td></tr>
 *   <tr><td>{@code proxymtls.revocation.unavailable}</td>
 *     <td>none; counts certificates that were accepted without revocation information</td></tr>
 * </table>
 */
public final class ProxyMtlsMeters implements ProxyMtlsListener {

  private static final String DECISIONS = "proxymtls.decisions";
  private static final String RELOADS = "proxymtls.reloads";
  private static final String REVOCATION_UNAVAILABLE = "proxymtls.revocation.unavailable";
  private static final String OUTCOME = "outcome";
  private static final String NO_REASON = "none";

  private final Counter accepted;
  private final Counter anonymous;
  private final Map<Reason, Counter> rejected;
  private final Map<Reason, Counter> wouldReject;
  private final Counter loaded;
  private final Counter failed;
  private final Counter overdue;
  private final Counter revocationUnavailable;

  /** Registers the counters. */
  public ProxyMtlsMeters(MeterRegistry registry) {
    accepted = decisions(registry, "accepted", NO_REASON);
    anonymous = decisions(registry, "anonymous", NO_REASON);
    rejected = byReason(registry, "rejected");
    wouldReject = byReason(registry, "would-reject");
    loaded = registry.counter(RELOADS, OUTCOME, "loaded");
    failed = registry.counter(RELOADS, OUTCOME, "failed");
    overdue = registry.counter(RELOADS, OUTCOME, "overdue");
    revocationUnavailable = registry.counter(REVOCATION_UNAVAILABLE);
  }

  @Override
  public void decided(DecidedRequest request) {
    counter(request.decision(), request.enforced()).increment();
  }

  @Override
  public void reloaded() {
    loaded.increment();
  }

  @Override
  public void reloadFailed() {
    failed.increment();
  }

  @Override
  public void reloadOverdue() {
    overdue.increment();
  }

  @Override
  public void revocationUnavailable() {
    revocationUnavailable.increment();
  }

  private Counter counter(Decision decision, boolean enforced) {
    if (decision instanceof Decision.Rejected rejection) {
      return Objects.requireNonNull((enforced ? rejected : wouldReject).get(rejection.reason()));
    }
    return decision instanceof Decision.Accepted ? accepted : anonymous;
  }

  private static Map<Reason, Counter> byReason(MeterRegistry registry, String outcome) {
    Map<Reason, Counter> counters = new EnumMap<>(Reason.class);
    for (Reason reason : Reason.values()) {
      counters.put(reason, decisions(registry, outcome, reason.tag()));
    }
    return counters;
  }

  private static Counter decisions(MeterRegistry registry, String outcome, String reason) {
    return registry.counter(DECISIONS, OUTCOME, outcome, "reason", reason);
  }
}
