package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.x509.AlgorithmPolicy;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.security.cert.PKIXParameters;
import java.time.Instant;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.jspecify.annotations.Nullable;

/**
 * The requirements for a path in addition to RFC 5280, and the inputs of RFC 5280 section 6.1.1.
 *
 * @param contents the rule for the content of every forwarded certificate
 * @param keys the rule for keys
 * @param signatures the rule for signature algorithms
 * @param leaf the rule for the leaf
 * @param extendedKeyUsage what the extended key usages above the leaf must allow
 * @param inputs sets the initial policies; by default none is required
 * @param issuers the maximum number of issuers below the anchor, without self-issued certificates
 */
public record PathRules(
    ContentRule contents,
    KeyRule keys,
    SignatureRule signatures,
    LeafRule leaf,
    ExtendedKeyUsageRule extendedKeyUsage,
    Consumer<PKIXParameters> inputs,
    int issuers) {

  /** Checks the content of a single certificate. */
  @FunctionalInterface
  public interface ContentRule {

    /** Returns what is malformed, or null. */
    @Nullable String flaw(ParsedCertificate certificate);
  }

  /** Checks a subject's key. */
  @FunctionalInterface
  public interface KeyRule {

    /**
     * Returns what is wrong with the key, or null. An RSA key must not be larger than the given
     * number of bits.
     */
    @Nullable String flaw(Certificate certificate, int maxRsaBits);
  }

  /** Checks the signature algorithm of a certificate. */
  @FunctionalInterface
  public interface SignatureRule {

    /** Returns what is wrong with the algorithm, or null. */
    @Nullable String flaw(Certificate certificate);
  }

  /** Checks a leaf. */
  @FunctionalInterface
  public interface LeafRule {

    /** Returns why a leaf is rejected, or null if it is accepted. */
    @Nullable Refusal refusal(ParsedCertificate leaf, Instant now);
  }

  /** Returns the rules for TLS clients. */
  static PathRules client(ExtendedKeyUsageRule extendedKeyUsage) {
    return new PathRules(
        ContentRules::flaw,
        AlgorithmPolicy::keyFlaw,
        AlgorithmPolicy::signatureFlaw,
        new LeafRules(extendedKeyUsage)::refusal,
        extendedKeyUsage,
        parameters -> {},
        PathSearch.MAXIMUM_LENGTH);
  }

  /** Checks a signature algorithm. */
  @FunctionalInterface
  public interface AlgorithmRule {

    /** Returns what is wrong with the algorithm, or null. */
    @Nullable String flaw(AlgorithmIdentifier algorithm);
  }
}
