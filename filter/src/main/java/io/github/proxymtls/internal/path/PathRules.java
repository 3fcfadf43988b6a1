package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.path.TrustDecision.Refused;
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
 * What a path must satisfy besides RFC 5280, and the inputs of RFC 5280 section 6.1.1.
 *
 * @param contents what a claimed certificate must hold wherever it stands
 * @param keys which keys are good enough
 * @param signatures which signature algorithms are
 * @param leaf what the leaf must be
 * @param extendedKeyUsage what the extended key usages above the leaf must allow
 * @param inputs sets the initial policies; none is required unless it says so
 * @param issuers the most issuers below the anchor, without the self-issued
 */
public record PathRules(
    ContentRule contents,
    KeyRule keys,
    SignatureRule signatures,
    LeafRule leaf,
    ExtendedKeyUsageRule extendedKeyUsage,
    Consumer<PKIXParameters> inputs,
    int issuers) {

  /** Judges a certificate by itself. */
  @FunctionalInterface
  public interface ContentRule {

    /** What is malformed in it; null if nothing. */
    @Nullable String flaw(ParsedCertificate certificate);
  }

  /** Judges a subject's key. */
  @FunctionalInterface
  public interface KeyRule {

    /** What is wrong with the key, which may have so many bits if it is RSA; null if nothing. */
    @Nullable String flaw(Certificate certificate, int largestRsa);
  }

  /** Judges the algorithm of an issuer's signature. */
  @FunctionalInterface
  public interface SignatureRule {

    /** What is wrong with it; null if nothing. */
    @Nullable String flaw(Certificate certificate);
  }

  /** Judges a leaf. */
  @FunctionalInterface
  public interface LeafRule {

    /** Refuses a leaf; null where it may pass. */
    @Nullable Refused refusal(ParsedCertificate leaf, Instant now);
  }

  /** Those of a TLS client. */
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

  /** Why the key of a certificate may not be used; null where it may. */
  @Nullable String keyFlaw(PathNode node) {
    return keys.flaw(node.certificate().parsed(), node.largestRsa());
  }

  /** Judges a signature algorithm. */
  @FunctionalInterface
  public interface AlgorithmRule {

    /** What is wrong with it; null if nothing. */
    @Nullable String flaw(AlgorithmIdentifier algorithm);
  }
}
