package io.github.proxymtls.benchmarks;

import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A decision of the engine, for a certificate that it knows and for one that it does not. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecisionBenchmark {

  @Param({"EC", "RSA"})
  public String keys;

  private ProxyMtls basic;
  private ProxyMtls mutual;
  private ProxyMtls forgetful;
  private Request byBasic;
  private Request byTls;
  private CertPath path;
  private PKIXParameters parameters;

  @Setup(Level.Trial)
  public void prepare() throws GeneralSecurityException {
    Pki pki = Pki.create();
    Pki.Authority proxies = pki.root("Proxies");
    Pki.Authority root = keyed(pki.rootBuilder("Root")).issueAuthority();
    Pki.Authority issuing = keyed(root.intermediateBuilder("Issuing")).issueAuthority();
    Pki.Held client = keyed(issuing.client("svc")).dns("svc.example").issue();
    basic = Engine.basic(root).build();
    mutual = Engine.mutual(root, proxies).build();
    forgetful = Engine.basic(root).set("proxymtls.cache.maximum-bytes", "0").build();
    Request request = Request.to("/a").of(client, List.of(issuing));
    byBasic = request.byBasic();
    byTls = request.byTls(proxies.client("edge-1").issue());
    path = CertificateFactory.getInstance("X.509").generateCertPath(client.chain());
    parameters = new PKIXParameters(Set.of(new TrustAnchor(root.certificate(), null)));
    parameters.setRevocationEnabled(false);
    for (Decision decision : List.of(hitBehindBasic(), hitBehindMtls(), miss())) {
      Accepted.check(decision);
    }
  }

  private CertificateBuilder keyed(CertificateBuilder builder) {
    return keys.equals("RSA") ? builder.rsa(2048) : builder;
  }

  @Benchmark
  public Decision hitBehindBasic() {
    return basic.snapshot().decide(byBasic);
  }

  @Benchmark
  public Decision hitBehindMtls() {
    return mutual.snapshot().decide(byTls);
  }

  @Benchmark
  public Decision miss() {
    return forgetful.snapshot().decide(byBasic);
  }

  /** The same path by the platform's validator, its certificates read beforehand. */
  @Benchmark
  public Object jdk() throws GeneralSecurityException {
    return CertPathValidator.getInstance("PKIX").validate(path, parameters);
  }
}
