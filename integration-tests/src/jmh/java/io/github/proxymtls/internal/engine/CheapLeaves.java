package io.github.proxymtls.internal.engine;

import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.path.CertificateValidator;
import io.github.proxymtls.internal.path.CertificateWeight;
import io.github.proxymtls.internal.path.ClientCertificate;
import io.github.proxymtls.testing.Pki;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
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

  private final byte[] template;
  private final int serial;
  private final int weight;
  private final CertificateValidator validator =
      ValidatedLeaves.validator(ClientRules.Validation.PROXY, null);

  private CheapLeaves(Pki.Held leaf) {
    template = leaf.der();
    serial = indexOf(SERIAL);
    weight = CertificateWeight.of(leaf.certificate());
  }

  static CheapLeaves create() {
    Pki.Authority root = Pki.create().rootBuilder("Root").rsa(BITS).issueAuthority();
    return new CheapLeaves(
        root.client("svc").keys(root.held().keys()).serial(BigInteger.valueOf(SERIAL)).issue());
  }

  private int indexOf(long number) {
    ByteBuffer octets = ByteBuffer.wrap(template);
    int at = 0;
    while (octets.getLong(at) != number) {
      at++;
    }
    return at;
  }

  /** Returns the weight of each certificate. */
  int weight() {
    return weight;
  }

  /** Returns the header line of a leaf. */
  String line(int number) {
    byte[] der = template.clone();
    SplittableRandom random = new SplittableRandom(number);
    ByteBuffer octets = ByteBuffer.wrap(der);
    octets.putLong(serial, SERIAL & ~0xffffffffL | number);
    for (int at = der.length - SIGNATURE; at < der.length; at += Long.BYTES) {
      octets.putLong(at, random.nextLong());
    }
    return Base64.getEncoder().encodeToString(der);
  }

  ClientCertificate certificate(String line) {
    return ValidatedLeaves.accepted(validator, List.of(parsed(Base64.getDecoder().decode(line))));
  }

  private static X509Certificate parsed(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }
}
