package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.internal.cache.CertificateCache;
import io.github.proxymtls.internal.cache.FinalRefusals;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.CompanionHeaders;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.config.RevocationSettings;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.engine.CertificateStage.Finding;
import io.github.proxymtls.internal.header.ForwardedCertificate;
import io.github.proxymtls.internal.header.HeaderReader;
import io.github.proxymtls.internal.header.ReservedHeaders;
import io.github.proxymtls.internal.header.Vector;
import io.github.proxymtls.internal.path.CertificateValidator;
import io.github.proxymtls.internal.revocation.Revocation;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Decides on every vector twice: the second time, its certificate or its refusal is known. */
class VectorsTwiceTest {

  private static final ClientRules BY_VERDICT =
      new ClientRules(
          true,
          ClientRules.Validation.PROXY,
          null,
          null,
          false,
          RevocationSettings.OFF,
          ExtendedKeyUsageRule.ANY,
          new ClientRules.Allow(List.of(), List.of(), List.of(), List.of(), List.of()),
          ClientRules.Principal.SUBJECT_DN);

  private record Proxy(List<String> methods, String name, @Nullable String profile)
      implements ProxyIdentity {}

  private static final Proxy PROXY = new Proxy(List.of("basic"), "edge-1", null);

  private final CertificateStage.Caches caches =
      new CertificateStage.Caches(
          new CertificateCache(1 << 24, Duration.ofMinutes(5), Ticker.disabledTicker()),
          new FinalRefusals(1 << 24, Duration.ofMinutes(5), Ticker.disabledTicker()));

  @Test
  void aKnownVectorHasTheSameOutcomeAsANewOne() {
    int known = 0;
    for (Vector vector : Vector.all()) {
      long before = caches.accepted().size();
      String cold = outcome(vector);
      String warm = outcome(vector);

      assertThat(warm).as(vector.toString()).isEqualTo(cold);
      known += caches.accepted().size() > before ? 1 : 0;
    }
    assertThat(known).isGreaterThan(30);
  }

  private String outcome(Vector vector) {
    HeaderReader reader = new HeaderReader(vector.format(), vector.limits(), vector.reserved());
    Clock clock = clock(reader, vector);
    Profile profile =
        new Profile(
            vector.toString(), vector.format(), CompanionHeaders.NONE, null, BY_VERDICT, false);
    CertificateStage certificates =
        new CertificateStage(profile.name(), validator(clock), caches, 0, clock);
    ProfilePipeline.Names names =
        new ProfilePipeline.Names(vector.reserved(), new ReservedHeaders(List.of(), Set.of()));
    ProfilePipeline pipeline = new ProfilePipeline(profile, names, reader, certificates);
    Result<HeaderReader.Lines> found = pipeline.lines(vector.reserved().find(vector));
    if (found != null && found.refusal() != null) {
      return found.refusal().reason().code();
    }
    return found != null ? describe(pipeline.find(found.value(), PROXY)) : "absent";
  }

  private static String describe(Finding finding) {
    return finding.refusal() == null
        ? Objects.requireNonNull(finding.presented()).certificate().names().thumbprint()
        : finding.refusal().reason().code();
  }

  /** The time at which the certificate of the vector begins to be valid. */
  private static Clock clock(HeaderReader reader, Vector vector) {
    Result<HeaderReader.Lines> found = reader.lines(vector);
    Result<ForwardedCertificate> decoded =
        found == null || found.refusal() != null ? null : reader.decode(found.value());
    return decoded == null || decoded.refusal() != null
        ? Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)
        : Clock.fixed(
            decoded.value().leaf().parsed().getStartDate().getDate().toInstant(), ZoneOffset.UTC);
  }

  private static CertificateValidator validator(Clock clock) {
    return Objects.requireNonNull(
        CertificateValidator.load(
            BY_VERDICT, new Revocation(clock, () -> {}), clock, new Problems()));
  }
}
