package io.github.proxymtls.benchmarks;

import static io.github.proxymtls.testing.HostileBundles.chain;
import static io.github.proxymtls.testing.HostileBundles.excluding;
import static io.github.proxymtls.testing.HostileBundles.keyed;
import static io.github.proxymtls.testing.HostileBundles.multiplying;
import static io.github.proxymtls.testing.HostileBundles.named;
import static io.github.proxymtls.testing.HostileBundles.policies;
import static io.github.proxymtls.testing.HostileBundles.ring;
import static io.github.proxymtls.testing.HostileBundles.rotating;

import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * A decision on the most expensive chains that fit into the headers. All but one lead to the
 * anchor, so that every check runs.
 */
public class BundleBenchmark extends MeasurementSettings {

  private static final int MOST = 10;

  /** The maximum number of issuers on a path that may have keys on P-521, the anchor included. */
  private static final int MOST_SLOW = 6;

  /** The maximum number of certificates in 64 KB of header. */
  private static final int MOST_ML_DSA = 8;

  /**
   * The chains: the longest path by keys; certificates that issued each other, where every path is
   * invalid; the largest policy tree that is validated and one that is not; the largest number of
   * name comparisons.
   */
  @Param({
    "deep-EC",
    "deep-P-521",
    "deep-RSA-4096",
    "deep-ML-DSA",
    "ring-EC",
    "ring-P-521",
    "ring-RSA-4096",
    "policies",
    "policies-refused",
    "names-dns",
    "names-dn",
    "names-refused",
    "same-name"
  })
  public String bundle;

  private final Pki pki = Pki.create();
  private ProxyMtls engine;
  private Variants<Request> requests;

  @Setup(Level.Trial)
  public void prepare() {
    switch (bundle) {
      case "deep-P-521" -> deepAndSlow();
      case "policies" -> policyTree(4, 20, true);
      case "policies-refused" -> policyTree(MOST, 8, false);
      case "names-dns" -> names(GeneralName.dNSName, 2, 60);
      case "names-dn" -> names(GeneralName.directoryName, 2, 60);
      case "names-refused" -> names(GeneralName.directoryName, MOST, 120);
      case "same-name" -> sameName();
      default -> {
        String keys = bundle.substring(bundle.indexOf('-') + 1);
        if (bundle.startsWith("deep-")) {
          deep(keys);
        } else {
          invalidRing(keys);
        }
      }
    }
  }

  private void deep(String keys) {
    Pki.Authority top = keyed(pki.rootBuilder("Root"), keys).issueAuthority();
    int most = keys.equals("ML-DSA") ? MOST_ML_DSA : MOST;
    start(top, most, () -> request(sameKey(top, most, builder -> builder), leaf -> leaf));
    Accepted.check(decide());
  }

  private void deepAndSlow() {
    Pki.Authority top = keyed(pki.rootBuilder("Root"), "P-521").issueAuthority();
    start(
        top,
        MOST,
        () -> {
          List<Pki.Authority> above =
              new ArrayList<>(sameKey(top, MOST_SLOW - 1, builder -> builder));
          for (int i = above.size(); i < MOST; i++) {
            above.add(above.get(i - 1).intermediate("Fast " + i));
          }
          return request(above, leaf -> leaf);
        });
    Accepted.check(decide());
  }

  private void invalidRing(String keys) {
    Pki.Authority top =
        keyed(pki.rootBuilder("Ring 0"), keys)
            .exclude(new GeneralName(GeneralName.directoryName, new X500Name("CN=svc")))
            .issueAuthority();
    start(
        top,
        MOST,
        () -> Request.to("/a").byBasic().of(top.client("svc").issue(), ring(top, 1, MOST)));
    Accepted.checkRefused(decide(), "path-search-limit");
  }

  private void policyTree(int authorities, int count, boolean good) {
    Pki.Authority top = pki.root("Root");
    UnaryOperator<CertificateBuilder> with =
        builder -> good ? rotating(builder, count) : multiplying(builder, count);
    start(
        top,
        authorities,
        () -> request(sameKey(top, authorities, with), leaf -> policies(leaf, count)));
    if (good) {
      Accepted.check(decide());
    } else {
      Accepted.checkRefused(decide(), "nodes");
    }
  }

  private void names(int kind, int authorities, int names) {
    Pki.Authority top = pki.root("Root");
    UnaryOperator<CertificateBuilder> with = builder -> excluding(builder, kind, 128);
    start(
        top,
        authorities,
        () -> request(sameKey(top, authorities, with), leaf -> named(leaf, kind, names)));
    if (authorities < MOST) {
      Accepted.check(decide());
    } else {
      Accepted.checkRefused(decide(), "comparisons");
    }
  }

  /** Certificates with the anchor's name that did not issue anything. */
  private void sameName() {
    Pki.Authority top = pki.rootBuilder("Ring 0").ec("secp521r1").issueAuthority();
    Pki.Authority namesake = pki.rootBuilder("Ring 0").ec("secp521r1").issueAuthority();
    start(
        top,
        MOST,
        () ->
            Request.to("/a").byBasic().of(namesake.client("svc").issue(), ring(namesake, 1, MOST)));
    Accepted.checkRefused(decide(), "no path");
  }

  /** CAs below each other with the key of the topmost. */
  private static List<Pki.Authority> sameKey(
      Pki.Authority top, int authorities, UnaryOperator<CertificateBuilder> with) {
    return chain(top, authorities, builder -> with.apply(builder.keys(top.held().keys())));
  }

  private static Request request(
      List<Pki.Authority> above, UnaryOperator<CertificateBuilder> with) {
    Pki.Authority issuer = above.get(above.size() - 1);
    CertificateBuilder leaf = issuer.client("svc").keys(issuer.held().keys());
    return Request.to("/a").byBasic().of(with.apply(leaf).issue(), above);
  }

  private void start(Pki.Authority anchor, int forwarded, Supplier<Request> maker) {
    engine = Engine.basic(anchor).set("proxymtls.cache.maximum-bytes", "0").build();
    requests = new Variants<>(forwarded + 1, maker);
  }

  @Benchmark
  public Decision decide() {
    return engine.decide(requests.next());
  }
}
