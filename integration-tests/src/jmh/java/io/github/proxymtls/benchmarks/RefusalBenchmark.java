package io.github.proxymtls.benchmarks;

import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.testing.HostileBundles;
import io.github.proxymtls.testing.Pki;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;

/** A rejected leaf with a chain that is expensive to check: as a new one each time, and cached. */
public class RefusalBenchmark extends MeasurementSettings {

  private static final int CERTIFICATES = 10;

  private ProxyMtls forgetful;
  private ProxyMtls remembering;
  private Request request;

  @Setup(Level.Trial)
  public void prepare() {
    Pki pki = Pki.create();
    Pki.Authority root = pki.rootBuilder("Root").ec("secp521r1").issueAuthority();
    List<Pki.Authority> padding =
        HostileBundles.chain(root, CERTIFICATES, builder -> builder.ec("secp521r1"));
    Pki.Held untrusted = pki.root("Foreign").client("svc").issue();
    request = Request.to("/a").byBasic().of(untrusted, padding);
    forgetful = Engine.basic(root).set("proxymtls.cache.maximum-bytes", "0").build();
    remembering = Engine.basic(root).build();
    for (Decision decision : List.of(anew(), remembered())) {
      if (!(decision instanceof Decision.Rejected)) {
        throw new IllegalStateException("not refused: " + decision);
      }
    }
  }

  @Benchmark
  public Decision anew() {
    return forgetful.decide(request);
  }

  @Benchmark
  public Decision remembered() {
    return remembering.decide(request);
  }
}
