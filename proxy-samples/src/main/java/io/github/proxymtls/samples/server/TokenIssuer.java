package io.github.proxymtls.samples.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.oauth.TokenBinding;
import io.github.proxymtls.oauth.TokenKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Issues access tokens that are bound to the client's certificate (RFC 8705 section 3.1). The
 * signing key exists as long as this object.
 */
final class TokenIssuer {

  static final String NAME = "https://authorization-server.example";
  static final Duration LIFETIME = Duration.ofMinutes(5);

  private final ECKey key;
  private final Clock clock;

  private TokenIssuer(ECKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  static TokenIssuer create(Clock clock) {
    try {
      return new TokenIssuer(
          new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate(), clock);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the keys with which a resource server verifies the tokens. */
  TokenKeys keys() {
    return new TokenKeys(new ImmutableJWKSet<>(new JWKSet(key.toPublicJWK())), NAME);
  }

  /** Returns a token for a client; null if no client was authenticated. */
  @Nullable String issue(ClientIdentity client) {
    String clientId = client.clientId();
    return clientId == null ? null : sign(claims(clientId, client));
  }

  private JWTClaimsSet claims(String clientId, ClientIdentity client) {
    Instant now = clock.instant();
    return new JWTClaimsSet.Builder()
        .issuer(NAME)
        .subject(clientId)
        .claim("client_id", clientId)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(LIFETIME)))
        .jwtID(UUID.randomUUID().toString())
        .claim("cnf", TokenBinding.confirmation(client.certificate()))
        .build();
  }

  private String sign(JWTClaimsSet claims) {
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build();
    SignedJWT token = new SignedJWT(header, claims);
    try {
      token.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }
}
