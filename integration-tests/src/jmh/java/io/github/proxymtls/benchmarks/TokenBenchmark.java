package io.github.proxymtls.benchmarks;

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
import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.oauth.TokenKeys;
import io.github.proxymtls.testing.Pki;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What an access token that was seen before takes on top of the decision on a certificate that is
 * known.
 */
public class TokenBenchmark extends MeasurementSettings {

  private static final String ISSUER = "https://authorization-server.example";

  /** The length of a claim, in characters: nothing of a known token is decoded. */
  @Param({"0", "8192"})
  public int scope;

  private ProxyMtls engine;
  private Request bearing;
  private Request token;

  @Setup(Level.Trial)
  public void prepare() throws JOSEException {
    Pki.Authority root = Pki.create().root("Root");
    Pki.Held leaf = root.client("svc-500").issue();
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("1").generate();
    engine =
        Engine.basic(root)
            .set("proxymtls.binding.protected-resources", "/api")
            .tokenKeys(new TokenKeys(new ImmutableJWKSet<>(new JWKSet(key.toPublicJWK())), ISSUER))
            .build();
    Request request = Request.to("/a").byBasic().of(leaf, List.of());
    bearing = request.with("Authorization", "Bearer " + token(key, leaf));
    token = bearing.at("/api");
    for (Decision decision : List.of(bearerAlone(), knownToken())) {
      Accepted.check(decision);
    }
  }

  private String token(ECKey key, Pki.Held leaf) throws JOSEException {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .subject("svc-500")
            .audience("https://service.example")
            .expirationTime(Date.from(Instant.now().plus(Duration.ofDays(1))))
            .claim("scope", "a".repeat(scope))
            .claim("cnf", Map.of("x5t#S256", leaf.thumbprint()))
            .build();
    SignedJWT signed =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("1").build(), claims);
    signed.sign(new ECDSASigner(key));
    return signed.serialize();
  }

  /** The token holder's request to a path that requires only the certificate. */
  @Benchmark
  public Decision bearerAlone() {
    return engine.decide(bearing);
  }

  @Benchmark
  public Decision knownToken() {
    return engine.decide(token);
  }
}
