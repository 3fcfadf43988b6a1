package io.github.proxymtls.benchmarks;

import io.github.proxymtls.Form;
import io.github.proxymtls.RequestFacts;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.macs.SipHash128;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * The least that a decision on a known certificate takes, with parts of the JDK: a keyed hash of
 * the proxy's credential, a look-up of the header line, two dates, and the name of the client.
 * Checks nothing else, knows one configuration, and never forgets. Shows what this machine allows.
 */
final class Prototype {

  /** A header line; the hash samples it, and equality compares all of it. */
  private record Line(String text) {

    private static final int SAMPLED = 32;

    @Override
    public int hashCode() {
      int step = text.length() / SAMPLED;
      int hash = text.length();
      for (int i = 0; i < SAMPLED; i++) {
        hash = 31 * hash + text.charAt(i * step);
      }
      return hash;
    }
  }

  private record Certificate(X509Certificate leaf, long notBefore, long notAfter, String name) {}

  /** What the application would get. */
  record Client(X509Certificate certificate, String id, String proxy) {}

  private final KeyParameter key = new KeyParameter(SecureRandom.getSeed(16));
  private final byte[] credential;
  private final Map<Line, Certificate> certificates = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();

  Prototype(List<byte[]> leaves) {
    credential = hash(Setting.credential());
    IntStream.range(0, leaves.size()).forEach(i -> register(i, leaves.get(i)));
  }

  private void register(int number, byte[] der) {
    try {
      X509Certificate leaf =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
      String name = "svc-" + number + ".example";
      certificates.put(
          new Line(HeaderForm.RFC9440.value(der)),
          new Certificate(leaf, leaf.getNotBefore().getTime(), leaf.getNotAfter().getTime(), name));
      names.put("svc-" + number, new String(name));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private byte[] hash(String line) {
    byte[] octets = line.getBytes(StandardCharsets.ISO_8859_1);
    SipHash128 hash = new SipHash128();
    hash.init(key);
    hash.update(octets, 0, octets.length);
    byte[] result = new byte[16];
    hash.doFinal(result, 0);
    return result;
  }

  /** Returns the client; null if anything is wrong. */
  Client decide(RequestFacts request) {
    List<String> credentials = request.headers("Proxy-Authorization");
    if (credentials.size() != 1 || !MessageDigest.isEqual(credential, hash(credentials.get(0)))) {
      return null;
    }
    List<String> lines = request.headers("Client-Cert");
    Certificate known = lines.size() == 1 ? certificates.get(new Line(lines.get(0))) : null;
    long now = System.currentTimeMillis();
    if (known == null || now < known.notBefore() || now > known.notAfter()) {
      return null;
    }
    String id = ((Form.Parameters) request.form()).parameters().get("client_id").get(0);
    return known.name().equals(names.get(id)) ? new Client(known.leaf(), id, "edge-1") : null;
  }
}
