package io.github.proxymtls.benchmarks;

import io.github.proxymtls.Decision;
import io.github.proxymtls.Form;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.testing.Pki;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A token request of a known client behind a known proxy: the proxy is authenticated, the
 * certificate is looked up, CRLs are current, and the client is bound to its certificate. One
 * client repeats its request, or thousands send one in turn.
 */
public class KnownBenchmark extends MeasurementSettings {

  @Param({"basic", "mtls"})
  public String proxy;

  @Param({"1", "8192"})
  public int clients;

  private Clients all;
  private Pki.Authority proxies;
  private FreshRequest.Template[] requests;
  private int next;

  @Setup(Level.Trial)
  public void prepare() {
    all = Clients.of("RSA-2048");
    proxies = Pki.create().root("Proxies");
    List<X509Certificate> tls = byTls() ? proxies.client("edge-1").issue().chain() : List.of();
    requests =
        IntStream.range(0, clients)
            .mapToObj(number -> request(all.leaves().get(number), number, tls))
            .toArray(FreshRequest.Template[]::new);
  }

  private boolean byTls() {
    return proxy.equals("mtls");
  }

  /** The engine, after the first request of every client. */
  @State(Scope.Benchmark)
  public static class Warm {

    private ProxyMtls engine;

    @Setup(Level.Trial)
    public void prepare(KnownBenchmark benchmark) {
      engine = benchmark.engine();
      for (int i = 0; i < benchmark.clients; i++) {
        Accepted.check(benchmark.decision(this));
      }
    }
  }

  private ProxyMtls engine() {
    String anchors = Engine.file("root.pem", all.root());
    ProxyMtls.Builder builder = byTls() ? Engine.mutual(anchors, proxies) : Engine.basic(anchors);
    return builder
        .set("proxymtls.cache.maximum-bytes", Setting.CACHE)
        .set("proxymtls.client.intermediates", Engine.file("issuing.pem", all.issuing()))
        .set("proxymtls.client.revocation.methods", "crl")
        .set("proxymtls.client.revocation.crls", Engine.file("crls.pem", all.crls()))
        .set("proxymtls.binding.client-authentication", Setting.TOKEN)
        .set(
            "proxymtls.binding.clients",
            Engine.file("clients.json", Setting.registrations(clients)))
        .build();
  }

  private static FreshRequest.Template request(byte[] leaf, int number, List<X509Certificate> tls) {
    Form form = new Form.Parameters(Map.of("client_id", List.of("svc-" + number)));
    String certificate = HeaderForm.RFC9440.value(leaf);
    List<String> headers =
        new ArrayList<>(
            List.of(
                "Content-Type", "application/x-www-form-urlencoded", "Client-Cert", certificate));
    if (tls.isEmpty()) {
      headers.addAll(List.of("Proxy-Authorization", Setting.credential()));
    }
    return FreshRequest.Template.of(Setting.TOKEN, form, tls, headers);
  }

  private FreshRequest fresh() {
    next = next + 1 < requests.length ? next + 1 : 0;
    return new FreshRequest(requests[next]);
  }

  /** The header strings, which the container makes. */
  @Benchmark
  public Object strings() {
    return fresh();
  }

  @Benchmark
  public Decision decision(Warm warm) {
    return warm.engine.decide(fresh());
  }
}
