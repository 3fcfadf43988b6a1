package io.github.proxymtls.suites;

import java.security.cert.PKIXParameters;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A case of a path validation suite. All encodings are DER.
 *
 * @param valid the expected result
 * @param anchors the trust anchors
 * @param others the intermediate certificates in any order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SuiteCase(
    String id,
    boolean valid,
    List<byte[]> anchors,
    byte[] leaf,
    List<byte[]> others,
    List<byte[]> crls,
    Instant time,
    Inputs inputs)
    implements Verdict {

  @Override
  public String expected() {
    return valid ? Replay.ACCEPT : "REJECT";
  }

  /** A failed start is not a result. */
  @Override
  public boolean agrees(String outcome) {
    return valid == outcome.equals(Replay.ACCEPT) && !outcome.startsWith(Replay.NO_START);
  }

  /**
   * The inputs of RFC 5280 section 6.1.1.
   *
   * @param policies the user-initial-policy-set; empty for anyPolicy
   * @param issuers the maximum number of issuers below the anchor that are not self-issued
   */
  public record Inputs(
      Set<String> policies,
      boolean explicitPolicy,
      boolean noMapping,
      boolean noAnyPolicy,
      int issuers) {

    /** Without restriction. */
    public static final Inputs ANY = new Inputs(Set.of(), false, false, false, 100);

    /** Sets all inputs except the number of issuers. */
    public void into(PKIXParameters parameters) {
      parameters.setInitialPolicies(policies);
      parameters.setExplicitPolicyRequired(explicitPolicy);
      parameters.setPolicyMappingInhibited(noMapping);
      parameters.setAnyPolicyInhibited(noAnyPolicy);
    }
  }
}
