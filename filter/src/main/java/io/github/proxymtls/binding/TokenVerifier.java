package io.github.proxymtls.binding;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.github.proxymtls.Reason;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a bearer JWT: an asymmetric signature by a key of the issuer, {@code iss} exactly,
 * {@code exp} (which must be there) and {@code nbf}.
 */
final class TokenVerifier {

  /** How far the clocks of the issuer and of this machine may differ. */
  static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  TokenVerifier(TokenKeys keys, Clock clock) {
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys.keys()));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT,
            new JOSEObjectType("at+jwt"),
            new JOSEObjectType("application/at+jwt"),
            null));
    processor.setJWTClaimsSetVerifier(new ClaimsVerifier(keys.issuer(), clock));
  }

  /**
   * Null where the token is good. A refusal tells the kind of failure, never a claim: nimbus's
   * messages hold some.
   */
  @Nullable Refusal refusal(String token) {
    try {
      processor.process(SignedJWT.parse(token), null);
      return null;
    } catch (KeySourceException e) {
      return invalid("the issuer's keys are not available");
    } catch (ParseException | BadJOSEException | JOSEException | RuntimeException e) {
      return invalid("refused by " + e.getClass().getSimpleName());
    }
  }

  private static Refusal invalid(String detail) {
    return new Refusal(Reason.TOKEN_INVALID, "token: " + detail);
  }

  private static final class ClaimsVerifier extends DefaultJWTClaimsVerifier<SecurityContext> {

    private final Clock clock;

    ClaimsVerifier(String issuer, Clock clock) {
      super(new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("iss", "exp"));
      this.clock = clock;
      setMaxClockSkew((int) CLOCK_SKEW.toSeconds());
    }

    @Override
    protected Date currentTime() {
      return Date.from(clock.instant());
    }
  }
}
