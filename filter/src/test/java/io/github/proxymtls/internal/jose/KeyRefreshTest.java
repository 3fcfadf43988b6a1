package io.github.proxymtls.internal.jose;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyRefreshTest {

  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(5);

  private final ExecutorService background = Executors.newSingleThreadExecutor();

  @AfterEach
  void stop() {
    background.shutdownNow();
  }

  /** A set of the issuer that cannot be fetched again is used on, however old it is. */
  @Test
  void theLastGoodSetOutlivesItsTimeWhileTheEndpointIsDown() throws Exception {
    Endpoint endpoint = new Endpoint();
    endpoint.next = new JWKSet(new ECKeyGenerator(Curve.P_256).keyID("k1").generate());
    JWKSetSource<SecurityContext> keys =
        KeyRefresh.of(endpoint, TIME_TO_LIVE, background).getJWKSetSource();
    assertThat(at(keys, 0).getKeyByKeyId("k1")).isNotNull();

    endpoint.next = null;
    for (int i = 1; i <= 3; i++) {
      long later = TIME_TO_LIVE.multipliedBy(300L * i).toMillis();
      assertThat(at(keys, later).getKeyByKeyId("k1")).isNotNull();
    }
    assertThat(endpoint.asked).isGreaterThan(1);
  }

  private static JWKSet at(JWKSetSource<SecurityContext> keys, long now) throws KeySourceException {
    return keys.getJWKSet(JWKSetCacheRefreshEvaluator.noRefresh(), now, null);
  }

  /** Has one set, or is down. */
  private static final class Endpoint implements JWKSetSource<SecurityContext> {

    private @Nullable JWKSet next;
    private int asked;

    @Override
    public JWKSet getJWKSet(
        JWKSetCacheRefreshEvaluator evaluator, long now, @Nullable SecurityContext context)
        throws KeySourceException {
      asked++;
      if (next == null) {
        throw new JWKSetUnavailableException("down");
      }
      return next;
    }

    @Override
    public void close() {}
  }
}
