package io.github.proxymtls.benchmarks;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.internal.adapter.AdapterEngine;
import io.github.proxymtls.internal.adapter.EngineFigures;
import io.github.proxymtls.testing.Pki;
import java.security.KeyPair;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A process in which clients whose certificates almost fill the cache, and fresh self-signed
 * certificates, arrive in turn. It prints the part of the known certificates that were still found.
 */
public final class SelfSignedFlood {

  private static final int KNOWN = 300;
  private static final int FRESH = 5;
  private static final int TIMES = 1_000;

  private SelfSignedFlood() {}

  public static void main(String[] arguments) {
    Pki pki = Pki.create();
    Pki.Authority root = pki.root("Root");
    KeyPair keys = root.held().keys();
    List<Request> known =
        IntStream.range(0, KNOWN)
            .mapToObj(i -> request(root.client("client " + i).keys(keys).issue()))
            .toList();
    try (ProxyMtls engine =
        Engine.basic(root).set("proxymtls.cache.maximum-bytes", "2MB").build()) {
      known.forEach(request -> Accepted.check(engine.decide(request)));
      EngineFigures figures = AdapterEngine.of(engine).figures();
      long before = figures.cacheHits();
      Random random = new Random(1);
      for (int i = 0; i < TIMES; i++) {
        Accepted.check(engine.decide(known.get(random.nextInt(KNOWN))));
        for (int fresh = 0; fresh < FRESH; fresh++) {
          Pki.Held selfSigned = pki.selfSigned("client").keys(keys).issue();
          Accepted.checkRefused(engine.decide(request(selfSigned)), "no path");
        }
      }
      System.out.println("known-hit-rate " + (double) (figures.cacheHits() - before) / TIMES);
    }
  }

  private static Request request(Pki.Held client) {
    return Request.to("/a").byBasic().of(client, List.of());
  }
}
