package io.github.proxymtls.micrometer;

import io.github.proxymtls.DecidedRequest;
import io.github.proxymtls.Decision;
import io.github.proxymtls.LookUp;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.adapter.AdapterEngine;
import io.github.proxymtls.internal.adapter.EngineFigures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Meters for decisions, the cache, expiry, reloads and look-ups. Every meter is registered at the
 * start, with the value zero, and every tag has a closed set of values.
 *
 * <pre>{@code
 * ProxyMtls.builder().listener(new ProxyMtlsMeters(registry))
 * }</pre>
 *
 * <table>
 *   <caption>Meters</caption>
 *   <tr><th>name</th><th>tags</th></tr>
 *   <tr><td>{@code proxymtls.decisions}</td>
 *     <td>{@code outcome}: {@code accepted}, {@code anonymous}, {@code rejected}, or {@code
 *     would-reject} in report-only mode; {@code reason}: {@link Reason#tag()}, or {@code none};
 *     {@code profile}: the profile of the authenticated proxy, or {@code none}</td></tr>
 *   <tr><td>{@code proxymtls.decision.duration}</td><td>none</td></tr>
 *   <tr><td>{@code proxymtls.cache.hits}, {@code .misses}, {@code .size}, {@code .weight}</td>
 *     <td>none; the cache of accepted certificates; {@code .weight} in bytes</td></tr>
 *   <tr><td>{@code proxymtls.certificate.expiry}</td>
 *     <td>{@code kind}: {@code trust-anchors}, {@code intermediates}, {@code proxy-anchors}, {@code
 *     crls}; the seconds until the first of a kind expires; NaN if there is none</td></tr>
 *   <tr><td>{@code proxymtls.reloads}</td>
 *     <td>{@code outcome}: {@code loaded}; {@code failed} for every check that found unusable
 *     files; {@code overdue} for every check and each kind of file that could not be read to the
 *     end</td></tr>
 *   <tr><td>{@code proxymtls.reload.duration}</td>
 *     <td>none; attempts to load changed files</td></tr>
 *   <tr><td>{@code proxymtls.revocation.checks}</td>
 *     <td>{@code result}: {@code passed}, or {@link Reason#tag()} of the rejection; checks of a
 *     path that no cache answered</td></tr>
 *   <tr><td>{@code proxymtls.revocation.unavailable}</td>
 *     <td>none; counts certificates that were accepted without revocation information</td></tr>
 *   <tr><td>{@code proxymtls.lookups}</td>
 *     <td>{@code source}: {@code crl}, {@code ocsp}, {@code token-keys}, {@code client-keys}, {@code
 *     introspection}, {@code client-registry}; {@code outcome}: {@code answered}, {@code
 *     failed}</td></tr>
 * </table>
 */
public final class ProxyMtlsMeters implements ProxyMtlsListener {

  private static final String PREFIX = "proxymtls.";
  private static final String NONE = "none";
  private static final String OUTCOME = "outcome";

  /** The meters that observe one engine. */
  private static final Set<String> OBSERVED =
      Set.of(
          PREFIX + "certificate.expiry",
          PREFIX + "cache.size",
          PREFIX + "cache.weight",
          PREFIX + "cache.hits",
          PREFIX + "cache.misses");

  private static final Reason[] REVOCATION = {
    Reason.CERTIFICATE_REVOKED, Reason.CERTIFICATE_STATUS_UNKNOWN, Reason.REVOCATION_UNAVAILABLE
  };

  /** The counters of one profile. */
  private record Decisions(
      Counter accepted,
      Counter anonymous,
      Map<Reason, Counter> rejected,
      Map<Reason, Counter> wouldReject) {

    Counter select(DecidedRequest request) {
      if (request.decision() instanceof Decision.Rejected rejection) {
        Map<Reason, Counter> counters = request.enforced() ? rejected : wouldReject;
        return Objects.requireNonNull(counters.get(rejection.reason()));
      }
      return request.decision() instanceof Decision.Accepted ? accepted : anonymous;
    }
  }

  private final MeterRegistry registry;
  private final Decisions withoutProfile;
  private volatile Map<String, Decisions> byProfile = Map.of();

  /** A registry refers to it weakly, so that meters do not keep a closed engine in memory. */
  @SuppressWarnings("UnusedVariable")
  private volatile @Nullable EngineFigures observed;

  private final Timer decisionDuration;
  private final Timer reloadDuration;
  private final Counter loaded;
  private final Counter failed;
  private final Counter overdue;
  private final Timer passed;
  private final Map<Reason, Timer> refused = new EnumMap<>(Reason.class);
  private final Counter revocationUnavailable;
  private final Map<LookUp, Timer> answeredLookUps = new EnumMap<>(LookUp.class);
  private final Map<LookUp, Timer> failedLookUps = new EnumMap<>(LookUp.class);

  /** Registers the meters. Those of the engine's state are registered when it has started. */
  public ProxyMtlsMeters(MeterRegistry registry) {
    this.registry = registry;
    withoutProfile = decisions(NONE);
    decisionDuration = timer("decision.duration", "The duration of decisions.");
    reloadDuration = timer("reload.duration", "Attempts to load changed files.");
    loaded = reloads("loaded");
    failed = reloads("failed");
    overdue = reloads("overdue");
    passed = checks("passed");
    for (Reason reason : REVOCATION) {
      refused.put(reason, checks(reason.tag()));
    }
    revocationUnavailable =
        Counter.builder(PREFIX + "revocation.unavailable")
            .description("Certificates that were accepted without revocation information.")
            .register(registry);
    for (LookUp source : LookUp.values()) {
      answeredLookUps.put(source, lookUps(source, "answered"));
      failedLookUps.put(source, lookUps(source, "failed"));
    }
  }

  /** Registers the meters of the engine's state. One instance observes one engine. */
  @Override
  public void started(ProxyMtls engine) {
    EngineFigures figures = AdapterEngine.of(engine).figures();
    observed = figures;
    Map<String, Decisions> profiles = new HashMap<>();
    figures.profiles().forEach(name -> profiles.put(name, decisions(name)));
    byProfile = Map.copyOf(profiles);
    removeEarlier();
    for (String kind : figures.kinds()) {
      Gauge.builder(PREFIX + "certificate.expiry", figures, it -> it.secondsToExpiry(kind))
          .description("The time until the first certificate or CRL of a kind expires.")
          .baseUnit("seconds")
          .tag("kind", kind)
          .register(registry);
    }
    Gauge.builder(PREFIX + "cache.size", figures, EngineFigures::cacheSize)
        .description("The number of remembered certificates.")
        .baseUnit("certificates")
        .register(registry);
    Gauge.builder(PREFIX + "cache.weight", figures, EngineFigures::cacheWeight)
        .description("The memory that remembered certificates use.")
        .baseUnit(BaseUnits.BYTES)
        .register(registry);
    cacheCounter("cache.hits", figures, EngineFigures::cacheHits);
    cacheCounter("cache.misses", figures, EngineFigures::cacheMisses);
  }

  /** Removes the meters of a replaced engine, which would stay registered without a value. */
  private void removeEarlier() {
    registry.getMeters().stream()
        .filter(meter -> OBSERVED.contains(meter.getId().getName()))
        .forEach(registry::remove);
  }

  private void cacheCounter(
      String name, EngineFigures figures, ToDoubleFunction<EngineFigures> value) {
    FunctionCounter.builder(PREFIX + name, figures, value)
        .description("Requests by whether their certificate was remembered.")
        .register(registry);
  }

  @Override
  public void decided(DecidedRequest request) {
    ProxyIdentity proxy = request.decision().proxy();
    String profile = proxy == null ? null : proxy.profile();
    Decisions counters = profile == null ? null : byProfile.get(profile);
    (counters == null ? withoutProfile : counters).select(request).increment();
  }

  @Override
  public boolean measuresDecisions() {
    return true;
  }

  @Override
  public void decisionTook(long nanoseconds) {
    decisionDuration.record(nanoseconds, TimeUnit.NANOSECONDS);
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
  public void reloadTook(Duration duration) {
    reloadDuration.record(duration);
  }

  @Override
  public void revocationChecked(@Nullable Reason refusal, Duration duration) {
    Timer timer = refusal == null ? passed : refused.get(refusal);
    if (timer != null) {
      timer.record(duration);
    }
  }

  @Override
  public void revocationUnavailable() {
    revocationUnavailable.increment();
  }

  @Override
  public void lookedUp(LookUp source, boolean answered, Duration duration) {
    Timer timer = (answered ? answeredLookUps : failedLookUps).get(source);
    if (timer != null) {
      timer.record(duration);
    }
  }

  private Decisions decisions(String profile) {
    Map<Reason, Counter> rejected = new EnumMap<>(Reason.class);
    Map<Reason, Counter> wouldReject = new EnumMap<>(Reason.class);
    for (Reason reason : Reason.values()) {
      rejected.put(reason, decisions("rejected", reason.tag(), profile));
      wouldReject.put(reason, decisions("would-reject", reason.tag(), profile));
    }
    return new Decisions(
        decisions("accepted", NONE, profile),
        decisions("anonymous", NONE, profile),
        rejected,
        wouldReject);
  }

  private Counter decisions(String outcome, String reason, String profile) {
    return Counter.builder(PREFIX + "decisions")
        .description("Decisions on requests.")
        .tags(OUTCOME, outcome, "reason", reason, "profile", profile)
        .register(registry);
  }

  private Counter reloads(String outcome) {
    return Counter.builder(PREFIX + "reloads")
        .description("Checks that found changed files.")
        .tag(OUTCOME, outcome)
        .register(registry);
  }

  private Timer checks(String result) {
    return timer(
        "revocation.checks", "Checks of the revocation status of a path.", "result", result);
  }

  private Timer lookUps(LookUp source, String outcome) {
    String name = source.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return timer(
        "lookups", "Look-ups outside of the application.", "source", name, OUTCOME, outcome);
  }

  private Timer timer(String name, String description, String... tags) {
    return Timer.builder(PREFIX + name).description(description).tags(tags).register(registry);
  }
}
