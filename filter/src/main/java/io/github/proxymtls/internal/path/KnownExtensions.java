package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.KeyUsages;
import java.security.cert.Certificate;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.PKIXParameters;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Date;
import java.util.Set;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.Extension;

/** Declares to a validator the critical extensions that the filter processes itself. */
final class KnownExtensions extends PKIXCertPathChecker {

  /** {@link KeyUsages} processes the first, the CRL check the second. */
  private static final Set<String> KNOWN =
      Set.of(Extension.extendedKeyUsage.getId(), Extension.cRLDistributionPoints.getId());

  private KnownExtensions() {}

  /**
   * Sets the parameters common to all validators: the time, no revocation checks, and the known
   * extensions.
   */
  static void parameters(PKIXParameters parameters, Consumer<PKIXParameters> inputs, Instant now) {
    parameters.setRevocationEnabled(false);
    parameters.setPolicyQualifiersRejected(false);
    parameters.setDate(Date.from(now.truncatedTo(ChronoUnit.SECONDS)));
    parameters.addCertPathChecker(new KnownExtensions());
    inputs.accept(parameters);
  }

  @Override
  public void init(boolean forward) {}

  @Override
  public boolean isForwardCheckingSupported() {
    return true;
  }

  @Override
  public Set<String> getSupportedExtensions() {
    return KNOWN;
  }

  @Override
  public void check(Certificate certificate, Collection<String> unresolved) {
    unresolved.removeAll(KNOWN);
  }
}
