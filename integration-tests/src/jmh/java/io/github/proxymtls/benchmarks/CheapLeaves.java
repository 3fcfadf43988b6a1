package io.github.proxymtls.benchmarks;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.testing.Pki;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Any number of distinct leaves. They are made from one by another serial number and another
 * signature, and accepted by the proxy's verdict, which verifies no signature. Each is parsed, and
 * takes the memory of any other.
 */
final class CheapLeaves {

  /** Occurs nowhere else in the certificate. */
  private static final long SERIAL = 0x1234567890abcdefL;

  private static final int SIGNATURE = 256;
  private static final int BITS = 2048;

  private final Pki.Authority root;
  private final byte[] template;
  private final int serial;
  private final Request base = Request.to("/a").byBasic();

  CheapLeaves() {
    root = Pki.create().rootBuilder("Root").rsa(BITS).issueAuthority();
    template =
        root.client("svc")
            .keys(root.held().keys())
            .serial(BigInteger.valueOf(SERIAL))
            .issue()
            .der();
    serial = indexOf(SERIAL);
  }

  private int indexOf(long number) {
    ByteBuffer octets = ByteBuffer.wrap(template);
    int at = 0;
    while (octets.getLong(at) != number) {
      at++;
    }
    return at;
  }

  /** Creates an engine that accepts them. */
  ProxyMtls.Builder engine() {
    return Engine.basic(root)
        .set("proxymtls.client.validation", "proxy")
        .set("proxymtls.client.insecure-no-verdict", "true");
  }

  /** Returns the request of a leaf. */
  Request request(int number) {
    byte[] der = template.clone();
    SplittableRandom random = new SplittableRandom(number);
    ByteBuffer octets = ByteBuffer.wrap(der);
    octets.putLong(serial, SERIAL & ~0xffffffffL | number);
    for (int at = der.length - SIGNATURE; at < der.length; at += Long.BYTES) {
      octets.putLong(at, random.nextLong());
    }
    return base.with(HeaderForm.RFC9440.header(), HeaderForm.RFC9440.value(der));
  }
}
