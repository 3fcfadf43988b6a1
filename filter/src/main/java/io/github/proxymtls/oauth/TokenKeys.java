package io.github.proxymtls.oauth;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;

/**
 * The keys and the issuer with which the filter verifies bearer tokens.
 *
 * @param keys the issuer's public keys
 * @param issuer the exact value of {@code iss}
 */
public record TokenKeys(JWKSource<SecurityContext> keys, String issuer) {}
