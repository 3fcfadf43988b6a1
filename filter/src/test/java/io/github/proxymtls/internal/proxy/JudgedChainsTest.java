package io.github.proxymtls.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.testing.Pki;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class JudgedChainsTest {

  private static final String ANSWER = "answer";

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final Pki pki = Pki.create();
  private final Pki.Authority anchor = pki.root("Proxy CA");
  private final JudgedChains<String> chains = new JudgedChains<>(List.of(anchor.certificate()));

  @Test
  void remembersAnAnswerForAMinute() {
    List<X509Certificate> chain = anchor.client("a").issue().chain();
    String key = put(chain);

    assertThat(chains.get(key, now.minusSeconds(60))).isEqualTo(ANSWER);
    assertThat(chains.get(key, now.plusSeconds(60))).isEqualTo(ANSWER);
    assertThat(chains.get(key, now.plusSeconds(61))).isNull();
  }

  @Test
  void forgetsAnAnswerWhenAPeriodBegins() {
    String key = put(within(anchor, now.plusSeconds(5), now.plusSeconds(500)).chain());

    assertThat(chains.get(key, now.plusSeconds(4))).isEqualTo(ANSWER);
    assertThat(chains.get(key, now.plusSeconds(5))).isNull();
    assertThat(chains.get(key, now.plusSeconds(6))).isNull();
  }

  @Test
  void forgetsAnAnswerWhenAPeriodEndsOrHadNotBegun() {
    String key = put(within(anchor, now.minusSeconds(5), now.plusSeconds(5)).chain());

    assertThat(chains.get(key, now.plusSeconds(4))).isEqualTo(ANSWER);
    assertThat(chains.get(key, now.plusSeconds(5))).isNull();
    assertThat(chains.get(key, now.minusSeconds(4))).isEqualTo(ANSWER);
    assertThat(chains.get(key, now.minusSeconds(5))).isNull();
  }

  @Test
  void remembersNothingInTheSecondInWhichAPeriodBegins() {
    String key = put(within(anchor, now, now.plusSeconds(500)).chain());

    assertThat(chains.get(key, now)).isNull();
    assertThat(chains.get(key, now.plusSeconds(1))).isNull();
  }

  @Test
  void theDatesOfTheAnchorsCountToo() {
    Pki.Authority brief =
        anchor
            .intermediateBuilder("Brief CA")
            .validity(now.minusSeconds(5), now.plusSeconds(5))
            .issueAuthority();
    JudgedChains<String> own = new JudgedChains<>(List.of(brief.certificate()));
    List<X509Certificate> chain = List.of(anchor.client("a").issue().certificate());
    String key = Objects.requireNonNull(JudgedChains.key(chain));
    own.put(key, chain, now, ANSWER);

    assertThat(own.get(key, now.plusSeconds(4))).isEqualTo(ANSWER);
    assertThat(own.get(key, now.plusSeconds(5))).isNull();
  }

  @Test
  void aChainIsItsCertificatesInTheirOrder() {
    Pki.Held one = anchor.client("a").issue();
    List<X509Certificate> chain = List.of(one.certificate(), anchor.certificate());
    String key = put(chain);

    assertThat(chains.get(key, now)).isEqualTo(ANSWER);
    for (List<X509Certificate> other :
        List.of(
            List.of(one.certificate()),
            List.of(anchor.certificate(), one.certificate()),
            List.of(one.certificate(), anchor.certificate(), anchor.certificate()))) {
      assertThat(chains.get(Objects.requireNonNull(JudgedChains.key(other)), now)).isNull();
    }
  }

  @Test
  void holdsNoMoreThanItsLimit() {
    List<X509Certificate> chain = anchor.client("a").issue().chain();
    for (int i = 0; i < 2 * JudgedChains.MOST; i++) {
      chains.put("key " + i, chain, now, ANSWER);
    }
    assertThat(chains.size()).isLessThanOrEqualTo(JudgedChains.MOST);
  }

  private String put(List<X509Certificate> chain) {
    String key = Objects.requireNonNull(JudgedChains.key(chain));
    chains.put(key, chain, now, ANSWER);
    return key;
  }

  private static Pki.Held within(Pki.Authority authority, Instant from, Instant to) {
    assertThat(Duration.between(from, to)).isPositive();
    return authority.client("a").validity(from, to).issue();
  }
}
