package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.RevocationSettings;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks whether the certificates of a path are revoked. */
@FunctionalInterface
public interface RevocationChecker {

  /** Checks nothing ({@code proxymtls.client.revocation.methods=off}). */
  RevocationChecker OFF = () -> (path, now) -> Finding.PASSED;

  /** Starts the checks of one request. All paths that it tries share one timeout. */
  Inquiry begin();

  /**
   * Returns a number that changes when other CRLs are in use, so that earlier answers no longer
   * count.
   */
  default long epoch() {
    return 0;
  }

  /** Returns an entry for each CRL in use. */
  default List<FileEntry> entries() {
    return List.of();
  }

  /**
   * Returns the subjects of the configured CAs whose certificates no CRL covers at this time; empty
   * unless CRLs are the only source.
   */
  default List<String> authoritiesWithoutCrl(Instant now) {
    return List.of();
  }

  /** Creates checkers. */
  @FunctionalInterface
  interface Factory {

    /**
     * Creates a checker for these rules with the current content of the CRL files. Adds problems,
     * and then returns null.
     *
     * @param signers the configured anchors and intermediate certificates
     */
    @Nullable RevocationChecker checker(
        RevocationSettings rules, Collection<ParsedCertificate> signers, Problems problems);
  }

  /** The checks of one request. */
  @FunctionalInterface
  interface Inquiry {

    /**
     * Checks a path.
     *
     * @param path from the leaf to the anchor; valid apart from revocation
     */
    Finding about(List<X509Certificate> path, Instant now);
  }

  /**
   * The revocation status of a path.
   *
   * @param refusal null if the path is accepted
   * @param isFinal true if no other path can be accepted, because the leaf is revoked
   * @param until how long an acceptance may be used, exclusive
   */
  public record Finding(@Nullable Refusal refusal, boolean isFinal, Instant until) {

    public static final Finding PASSED = passed(Instant.MAX);

    /** Creates a refusal after which other paths may be tried. */
    public static Finding refused(@Nullable Refusal refusal) {
      return new Finding(refusal, false, Instant.MAX);
    }

    public static Finding passed(Instant until) {
      return new Finding(null, false, until);
    }
  }
}
