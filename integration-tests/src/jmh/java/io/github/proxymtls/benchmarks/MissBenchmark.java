package io.github.proxymtls.benchmarks;

import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.testing.HostileBundles;
import io.github.proxymtls.testing.Pki;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A decision on a leaf and an intermediate certificate that are not cached. */
public class MissBenchmark extends MeasurementSettings {

  @Param({"EC", "RSA-2048"})
  public String keys;

  private ProxyMtls engine;
  private Variants<Request> requests;
  private Variants<List<byte[]>> chains;
  private PKIXParameters parameters;

  @Setup(Level.Trial)
  public void prepare() throws GeneralSecurityException {
    Pki.Authority root =
        HostileBundles.keyed(Pki.create().rootBuilder("Root"), keys).issueAuthority();
    engine = Engine.basic(root).set("proxymtls.cache.maximum-bytes", "0").build();
    requests = new Variants<>(2, () -> request(root));
    chains = new Variants<>(2, () -> chain(root));
    parameters = new PKIXParameters(Set.of(new TrustAnchor(root.certificate(), null)));
    parameters.setRevocationEnabled(false);
    Accepted.check(decision());
  }

  /** One key for all, because generating keys takes longer than using them. */
  private static Pki.Authority issuing(Pki.Authority root) {
    return root.intermediateBuilder("Issuing").keys(root.held().keys()).issueAuthority();
  }

  private static Request request(Pki.Authority root) {
    Pki.Authority issuing = issuing(root);
    Pki.Held client = issuing.client("svc").keys(root.held().keys()).issue();
    return Request.to("/a").byBasic().of(client, List.of(issuing));
  }

  private static List<byte[]> chain(Pki.Authority root) {
    Pki.Authority issuing = issuing(root);
    Pki.Held client = issuing.client("svc").keys(root.held().keys()).issue();
    return List.of(client.der(), issuing.held().der());
  }

  @Benchmark
  public Decision decision() {
    return engine.decide(requests.next());
  }

  /** The JDK's own path validation, including parsing. */
  @Benchmark
  public Object jdk() throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    for (byte[] der : chains.next()) {
      certificates.add(
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
    }
    return CertPathValidator.getInstance("PKIX")
        .validate(factory.generateCertPath(certificates), parameters);
  }
}
