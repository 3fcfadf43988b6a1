package io.github.proxymtls.internal.binding.token;

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
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.oauth.TokenKeys;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;

/**
 * Verifies a bearer JWT: an asymmetric signature by a key of the issuer, the exact {@code iss},
 * {@code exp} (required) and {@code nbf}.
 */
final class TokenVerifier {

  /** The allowed difference between the clocks of the issuer and of this machine. */
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
   * Verifies a token, and returns its {@code exp}, which may be past by the allowed clock skew. A
   * refusal names the kind of failure and no claim, because nimbus puts claims into its messages.
   * Every exception that nimbus throws for hostile input becomes a refusal.
   */
  Result<Instant> verify(String token) {
    try {
      Date expires = processor.process(SignedJWT.parse(token), null).getExpirationTime();
      return Result.of(expires.toInstant());
    } catch (KeySourceException e) {
      return invalid("the key is unknown, or the issuer's keys are not available");
    } catch (ParseException | BadJOSEException | JOSEException | RuntimeException e) {
      return invalid("rejected by " + e.getClass().getSimpleName());
    }
  }

  private static Result<Instant> invalid(String detail) {
    return Result.refused(Reason.TOKEN_INVALID, "token: " + detail);
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
