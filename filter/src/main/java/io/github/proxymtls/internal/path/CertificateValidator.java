package io.github.proxymtls.internal.path;

import io.github.proxymtls.ClientIdentity.Acceptance;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.ClientRules.Validation;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.header.ForwardedCertificate;
import io.github.proxymtls.internal.text.EscapedText;
import io.github.proxymtls.internal.x509.AlgorithmPolicy;
import io.github.proxymtls.internal.x509.CertificateNames;
import io.github.proxymtls.internal.x509.DecodedCertificate;
import io.github.proxymtls.internal.x509.LeafText;
import io.github.proxymtls.internal.x509.MalformedNameException;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a certificate that a proxy forwarded is accepted. Validates the path (RFC 5280
 * section 6) or, with {@code validation=proxy}, the leaf only, and then applies the leaf rules, the
 * allow-list and the principal rule. New configuration or new trust material creates a new
 * instance.
 *
 * <h2>A certificate can be pinned only if no configured CA issued it</h2>
 *
 * The issuer of a leaf is known if a configured anchor or intermediate certificate issued the leaf,
 * directly or through the other forwarded certificates, whether or not these are valid CA
 * certificates. "Issued" means that name and signature match, so that an unrelated CA with the name
 * of a configured one is not known. If the algorithm policy forbids the verification of a
 * signature, the name alone decides. A leaf with a known issuer is never pinned after a failure. An
 * issuer that is known to any profile counts for all profiles, so that a certificate cannot avoid
 * the rules of its own profile through another profile that accepts pinned certificates.
 */
public final class CertificateValidator {

  private static final RevocationStatus NOT_ASKED = new RevocationStatus(Instant.MAX, 0);

  private final boolean pinned;
  private final @Nullable PathValidator paths;
  private final LeafRules leafRules;
  private final AllowList allowList;
  private final ClientRules.Principal principal;
  private final Clock clock;
  private final List<CertificateValidator> others;

  private CertificateValidator(
      ClientRules rules, @Nullable PathValidator paths, AllowList allowList, Clock clock) {
    this.pinned = rules.pinned();
    this.paths = paths;
    this.leafRules = new LeafRules(rules.extendedKeyUsage());
    this.allowList = allowList;
    this.principal = rules.principal();
    this.clock = clock;
    this.others = List.of();
  }

  private CertificateValidator(CertificateValidator alone, List<CertificateValidator> others) {
    this.pinned = alone.pinned;
    this.paths = alone.paths;
    this.leafRules = alone.leafRules;
    this.allowList = alone.allowList;
    this.principal = alone.principal;
    this.clock = alone.clock;
    this.others = List.copyOf(others);
  }

  /**
   * Returns this validator with knowledge of the other profiles. It does not trust their anchors,
   * but a certificate whose issuer is known to one of them cannot be pinned here.
   */
  public CertificateValidator withOtherProfiles(List<CertificateValidator> ofOtherProfiles) {
    return new CertificateValidator(this, ofOtherProfiles);
  }

  /**
   * Loads anchors, intermediate certificates and CRLs. Adds every problem instead of throwing, and
   * then returns null.
   *
   * @param revocation checks revocation if the rules enable it
   */
  public static @Nullable CertificateValidator load(
      ClientRules rules, RevocationChecker.Factory revocation, Clock clock, Problems problems) {
    int before = problems.list().size();
    PathValidator paths =
        rules.validation() == Validation.PKIX ? paths(rules, revocation, problems) : null;
    AllowList allowList = AllowList.load(rules.allow(), problems);
    return problems.list().size() > before
        ? null
        : new CertificateValidator(rules, paths, allowList, clock);
  }

  /** Returns the path validator of these clients, or null with {@code validation=proxy}. */
  public @Nullable PathValidator paths() {
    return paths;
  }

  private static @Nullable PathValidator paths(
      ClientRules rules, RevocationChecker.Factory revocation, Problems problems) {
    if (rules.trustAnchors() == null) {
      throw new IllegalArgumentException("validation=pkix without trust anchors");
    }
    List<X509Certificate> anchors = PemCertificates.anchors(rules.trustAnchors(), problems);
    List<X509Certificate> intermediates =
        rules.intermediates() == null
            ? List.of()
            : PemCertificates.intermediates(rules.intermediates(), problems);
    if (anchors == null || intermediates == null) {
      return null;
    }
    List<ParsedCertificate> signers =
        Stream.concat(anchors.stream(), intermediates.stream()).map(ParsedCertificate::of).toList();
    RevocationChecker checker = revocation.checker(rules.revocation(), signers, problems);
    return checker == null
        ? null
        : new PathValidator(
            Issuers.of(anchors, intermediates).from(files(rules)),
            PathRules.client(rules.extendedKeyUsage()),
            checker,
            new KnownIssuers(KnownIssuers.MAXIMUM_BYTES));
  }

  private static String files(ClientRules rules) {
    return Stream.of(rules.intermediates(), rules.trustAnchors())
        .filter(Objects::nonNull)
        .map(file -> EscapedText.inMessage(file.location()) + " (" + file.key() + ")")
        .collect(Collectors.joining(" or "));
  }

  /**
   * Decides by the certificates, the configuration, the time and the revocation status. Never
   * throws, even if a validator does. The caller checks the verdict of the proxy.
   */
  public Result<ClientCertificate> validate(ForwardedCertificate claimed) {
    return validate(claimed.leaf(), claimed.chain());
  }

  Result<ClientCertificate> validate(DecodedCertificate leaf, List<DecodedCertificate> chain) {
    return about(leaf, guarded(() -> decide(leaf, chain)));
  }

  /**
   * Decides again about certificates for which {@link #validate} of this validator returned a
   * {@link PinnedCertificate}. Checks only the validity period and does not search for a path.
   * Never throws.
   */
  public Result<ClientCertificate> pinnable(ForwardedCertificate claimed) {
    DecodedCertificate leaf = claimed.leaf();
    return about(leaf, guarded(() -> pinnable(ParsedCertificate.of(leaf), clock.instant())));
  }

  /**
   * Returns true if each configured certificate of an accepted path is still configured, so that
   * everything that the path was accepted for still holds, except dates and revocation status.
   */
  public boolean trusts(ValidatedCertificate accepted) {
    return paths == null || paths.configures(accepted.configured());
  }

  /** Returns true if the revocation status of an accepted path may still be used. */
  public boolean isFresh(ValidatedCertificate accepted, Instant now) {
    return paths == null || paths.holds(accepted.status(), now);
  }

  /**
   * Asks anew whether a certificate of an accepted path was revoked. Returns null if the
   * certificate must be validated again. Never throws.
   */
  public @Nullable ValidatedCertificate renewed(ValidatedCertificate accepted) {
    Instant now = clock.instant();
    if (paths == null || accepted.refusalAt(now) != null) {
      return null;
    }
    RevocationStatus status = paths.revocationStatus(accepted.path(), now);
    return status == null ? null : accepted.with(status);
  }

  private static Result<ClientCertificate> about(
      DecodedCertificate leaf, Result<ClientCertificate> decision) {
    Refusal refusal = decision.refusal();
    return refusal == null
        ? decision
        : Result.refused(refusal.withDetail("; " + LeafText.of(leaf.parsed())));
  }

  private Result<ClientCertificate> decide(
      DecodedCertificate leaf, List<DecodedCertificate> chain) {
    Instant now = clock.instant();
    return paths == null ? byVerdict(leaf, chain, now) : byPath(paths, leaf, chain, now);
  }

  private static Result<ClientCertificate> guarded(Supplier<Result<ClientCertificate>> decision) {
    try {
      return decision.get();
    } catch (MalformedNameException e) {
      return Result.refused(
          Refusal.asFinal(Reason.CERTIFICATE_MALFORMED, String.valueOf(e.getMessage())));
    } catch (IllegalArgumentException e) {
      return Result.refused(Reason.CERTIFICATE_UNTRUSTED, String.valueOf(e.getMessage()));
    } catch (RuntimeException | StackOverflowError e) {
      return Result.refused(
          Reason.CERTIFICATE_UNTRUSTED, "not validated: " + e.getClass().getName());
    }
  }

  private Result<ClientCertificate> byPath(
      PathValidator validator,
      DecodedCertificate leaf,
      List<DecodedCertificate> chain,
      Instant now) {
    PathResult result = validator.validate(leaf, chain, now);
    if (result instanceof PathResult.Valid valid) {
      return accepted(Acceptance.PKIX, valid);
    }
    PathResult.NoPath none = (PathResult.NoPath) result;
    if (!pinned || none.issuerKnown()) {
      return Result.refused(none.refusal());
    }
    // Another profile may have reached a limit of its search.
    return isKnownElsewhere(leaf, chain, now)
        ? Result.refused(none.refusal().notFinal())
        : pinnable(ParsedCertificate.of(leaf), now);
  }

  private boolean isKnownElsewhere(
      DecodedCertificate leaf, List<DecodedCertificate> chain, Instant now) {
    return others.stream()
        .map(other -> other.paths == null ? null : other.paths.withoutRevocation())
        .anyMatch(
            path ->
                path != null
                    && !(path.validate(leaf, chain, now) instanceof PathResult.NoPath none
                        && !none.issuerKnown()));
  }

  /** The path validator has already checked the key. */
  private Result<ClientCertificate> pinnable(ParsedCertificate leaf, Instant now) {
    Refusal refusal = LeafRules.validity(leaf).refusalAt(now);
    return refusal == null
        ? Result.of(
            new PinnedCertificate(leaf.toX509Certificate(), CertificateNames.thumbprintOnly(leaf)))
        : Result.refused(refusal);
  }

  private Result<ClientCertificate> byVerdict(
      DecodedCertificate claimed, List<DecodedCertificate> chain, Instant now) {
    ParsedCertificate leaf = ParsedCertificate.of(claimed);
    List<ParsedCertificate> all =
        Stream.concat(Stream.of(leaf), chain.stream().map(ParsedCertificate::of)).toList();
    Refusal malformed = malformation(all);
    if (malformed != null) {
      return Result.refused(malformed);
    }
    Refusal weak = weakness(all);
    Refusal refusal = weak == null ? leafRules.refusal(leaf, now) : weak;
    if (refusal != null) {
      return Result.refused(refusal);
    }
    List<X509Certificate> shown = all.stream().map(ParsedCertificate::toX509Certificate).toList();
    return accepted(
        Acceptance.PROXY,
        new PathResult.Valid(shown, CertificateNames.of(leaf), List.of(), null, NOT_ASKED));
  }

  /** Checks only the names of the other certificates, because the application sees them. */
  private static @Nullable Refusal malformation(List<ParsedCertificate> all) {
    String flaw = ContentRules.flaw(all.get(0));
    if (flaw != null) {
      return Refusal.asFinal(Reason.CERTIFICATE_MALFORMED, "the leaf: " + flaw);
    }
    for (int i = 1; i < all.size(); i++) {
      flaw = ContentRules.nameFlaw(all.get(i));
      if (flaw != null) {
        return Refusal.asFinal(
            Reason.CERTIFICATE_MALFORMED, "certificate " + (i - 1) + " of the chain: " + flaw);
      }
    }
    return null;
  }

  /** Checks every key, because every key is built, but only the leaf's signature algorithm. */
  private static @Nullable Refusal weakness(List<ParsedCertificate> all) {
    String flaw = AlgorithmPolicy.signatureFlaw(all.get(0).parsed());
    for (int i = 0; i < all.size() && flaw == null; i++) {
      int maxRsaBits =
          i == 0 ? AlgorithmPolicy.MAX_RSA_BITS : AlgorithmPolicy.MAX_FORWARDED_RSA_BITS;
      flaw = AlgorithmPolicy.keyFlaw(all.get(i).parsed(), maxRsaBits);
    }
    return flaw == null ? null : Refusal.asFinal(Reason.CERTIFICATE_ALGORITHM, flaw);
  }

  private Result<ClientCertificate> accepted(Acceptance acceptance, PathResult.Valid valid) {
    if (!allowList.allows(valid.names())) {
      String reversed = allowList.allowsReversed(valid.names()) ? "; " + ReversedName.MATCHES : "";
      return Result.refused(
          Refusal.asFinal(
              Reason.CERTIFICATE_NOT_ALLOWED, "no entry of the allow-list matches" + reversed));
    }
    PrincipalName name = PrincipalName.of(principal, valid.path().get(0), valid.names());
    return name.ambiguity() == null
        ? Result.of(new ValidatedCertificate(acceptance, valid, name.value()))
        : Result.refused(Refusal.asFinal(Reason.PRINCIPAL_AMBIGUOUS, name.ambiguity()));
  }
}
