package io.github.proxymtls.benchmarks;

import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.testing.HostileBundles;
import io.github.proxymtls.testing.Pki;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A decision on a leaf that is not cached, against its parts. The two take turns, each with another
 * leaf: the JDK remembers a certificate that it has just parsed and verified. The anchor issued the
 * leaves, because the filter remembers the signatures of hundreds of intermediate certificates, so
 * that a decision would have fewer than its parts.
 *
 * <h2>Everything is compiled before it is measured</h2>
 *
 * Much of a decision's code runs once for each certificate. The JVM has compiled it after some
 * 7,000 rounds; before, a decision takes up to twice its parts. A process begins with these rounds
 * of RSA, which take a few seconds. Only the signatures of other keys differ, and the JVM compiles
 * their loops early.
 */
public class MissBenchmark extends MeasurementSettings {

  /** Between two uses of a leaf, more certificates are parsed than the JDK caches. */
  private static final int PATHS = 1600;

  private static final int APART = PATHS / 2;

  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

  private static final String FAST = "RSA-2048";

  /** After so many rounds with fast keys, the times change no more. */
  private static final int ROUNDS = 10_000;

  private static final int ROUNDS_OF_OTHER_KEYS = 500;

  @Param({"EC", FAST})
  public String keys;

  private static boolean compiled;

  private ProxyMtls engine;
  private final List<Request> requests = new ArrayList<>();
  private final List<List<byte[]>> chains = new ArrayList<>();
  private final List<List<String>> lines = new ArrayList<>();
  private int next;
  private PKIXParameters parameters;
  private PKIXParameters bouncyCastleParameters;

  @Setup(Level.Trial)
  public void prepare(BenchmarkParams benchmark) throws GeneralSecurityException {
    // With a single warm-up, it only shows that it runs.
    boolean warm = benchmark.getWarmup().getCount() > 1;
    if (warm && !compiled) {
      prepare(FAST);
      run(ROUNDS);
      compiled = true;
    }
    prepare(keys);
    if (warm) {
      run(ROUNDS_OF_OTHER_KEYS);
    }
  }

  private void run(int rounds) throws GeneralSecurityException {
    for (int i = 0; i < rounds; i++) {
      next = (next + 1) % PATHS;
      Accepted.check(decision(next));
      parts((next + APART) % PATHS);
    }
  }

  private void prepare(String kind) throws GeneralSecurityException {
    requests.clear();
    chains.clear();
    lines.clear();
    Pki.Authority root =
        HostileBundles.keyed(Pki.create().rootBuilder("Root"), kind).issueAuthority();
    engine = Engine.basic(root).set("proxymtls.cache.maximum-bytes", "0").build();
    for (int i = 0; i < PATHS; i++) {
      Path path = path(root);
      requests.add(path.request());
      chains.add(path.chain());
      lines.add(path.lines());
    }
    parameters = parameters(root.certificate());
    bouncyCastleParameters = parameters(parsed(bouncyCastle(), List.of(root.held().der())).get(0));
    Accepted.check(decision(0));
  }

  /** One key for all, because generating keys takes longer than using them. */
  private static Path path(Pki.Authority root) {
    return new Path(root.client("svc").keys(root.held().keys()).issue());
  }

  private record Path(Pki.Held client) {

    Request request() {
      return Request.to("/a").byBasic().of(client, List.of());
    }

    List<byte[]> chain() {
      return List.of(client.der());
    }

    List<String> lines() {
      return chain().stream().map(Base64.getEncoder()::encodeToString).toList();
    }
  }

  @Benchmark
  public void alternating(Alternation times, Blackhole result) throws Exception {
    next = (next + 1) % PATHS;
    times.decision(() -> decision(next), result);
    times.parts(() -> parts((next + APART) % PATHS), result);
  }

  private Decision decision(int path) {
    return engine.decide(requests.get(path));
  }

  /**
   * What no decision can do without, each part once: base64, one SHA-256, and both validators. Each
   * validator has the certificates as its own library parses them: the JDK's remember which key
   * verified their signature, and would not verify it again for Bouncy Castle.
   */
  private Object parts(int path) throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    List<byte[]> decoded = new ArrayList<>();
    for (String line : lines.get(path)) {
      digest.update(HeaderForm.ascii(line));
      decoded.add(Base64.getDecoder().decode(line));
    }
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    CertPath own = factory.generateCertPath(parsed(factory, decoded));
    CertificateFactory bouncyCastle = bouncyCastle();
    CertPath other = bouncyCastle.generateCertPath(parsed(bouncyCastle, decoded));
    return List.of(
        digest.digest(),
        CertPathValidator.getInstance("PKIX").validate(own, parameters),
        CertPathValidator.getInstance("PKIX", BOUNCY_CASTLE)
            .validate(other, bouncyCastleParameters));
  }

  private static CertificateFactory bouncyCastle() throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509", BOUNCY_CASTLE);
  }

  private static List<X509Certificate> parsed(CertificateFactory factory, List<byte[]> chain)
      throws GeneralSecurityException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (byte[] der : chain) {
      certificates.add(
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
    }
    return certificates;
  }

  private static PKIXParameters parameters(X509Certificate anchor) throws GeneralSecurityException {
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
    parameters.setRevocationEnabled(false);
    return parameters;
  }
}
