package io.github.proxymtls.benchmarks;

import io.github.proxymtls.Decision;
import io.github.proxymtls.Form;
import io.github.proxymtls.ProxyMtls;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A decision on a known and on a new certificate in each form of header, its string included. */
public class FormatBenchmark extends MeasurementSettings {

  /** More certificates than any cache of the JDK holds. */
  private static final int NEW = 1000;

  @Param public HeaderForm form;

  private ProxyMtls remembering;
  private ProxyMtls forgetful;
  private FreshRequest.Template[] requests;
  private int next;

  @Setup(Level.Trial)
  public void prepare() {
    Clients all = Clients.of("RSA-2048");
    requests =
        all.leaves().stream().limit(NEW).map(this::request).toArray(FreshRequest.Template[]::new);
    remembering = engine(all).build();
    forgetful = engine(all).set("proxymtls.cache.maximum-bytes", "0").build();
    for (Decision decision : List.of(known(), unknown())) {
      Accepted.check(decision);
    }
  }

  private ProxyMtls.Builder engine(Clients all) {
    return Engine.basic(Engine.file("root.pem", all.root()))
        .set("proxymtls.format", form.preset())
        .set("proxymtls.proxy.basic.header", "Proxy-Authorization")
        .set("proxymtls.client.intermediates", Engine.file("issuing.pem", all.issuing()));
  }

  private FreshRequest.Template request(byte[] leaf) {
    List<String> headers = new ArrayList<>(List.of("Proxy-Authorization", Setting.credential()));
    headers.addAll(form.verdict());
    headers.addAll(List.of(form.header(), form.value(leaf)));
    return FreshRequest.Template.of("/a", new Form.None(), List.of(), headers);
  }

  @Benchmark
  public Decision known() {
    return remembering.decide(new FreshRequest(requests[0]));
  }

  @Benchmark
  public Decision unknown() {
    next = next + 1 < requests.length ? next + 1 : 0;
    return forgetful.decide(new FreshRequest(requests[next]));
  }
}
