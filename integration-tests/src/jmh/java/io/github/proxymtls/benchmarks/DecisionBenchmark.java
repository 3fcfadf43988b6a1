package io.github.proxymtls.benchmarks;

import static io.github.proxymtls.testing.HostileBundles.keyed;

import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.testing.Pki;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A decision of the engine on a cached certificate. */
public class DecisionBenchmark extends MeasurementSettings {

  @Param({"EC", "RSA-2048"})
  public String keys;

  private ProxyMtls basic;
  private ProxyMtls mutual;
  private Request byBasic;
  private Request byTls;

  @Setup(Level.Trial)
  public void prepare() {
    Pki pki = Pki.create();
    Pki.Authority proxies = pki.root("Proxies");
    Pki.Authority root = keyed(pki.rootBuilder("Root"), keys).issueAuthority();
    Pki.Authority issuing = keyed(root.intermediateBuilder("Issuing"), keys).issueAuthority();
    Pki.Held client = keyed(issuing.client("svc"), keys).dns("svc.example").issue();
    basic = Engine.basic(root).build();
    mutual = Engine.mutual(root, proxies).build();
    Request request = Request.to("/a").of(client, List.of(issuing));
    byBasic = request.byBasic();
    byTls = request.byTls(proxies.client("edge-1").issue());
    for (Decision decision : List.of(hitBehindBasic(), hitBehindMtls())) {
      Accepted.check(decision);
    }
  }

  @Benchmark
  public Decision hitBehindBasic() {
    return basic.decide(byBasic);
  }

  @Benchmark
  public Decision hitBehindMtls() {
    return mutual.decide(byTls);
  }
}
