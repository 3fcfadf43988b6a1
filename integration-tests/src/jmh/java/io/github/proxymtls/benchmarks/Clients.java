package io.github.proxymtls.benchmarks;

import static io.github.proxymtls.testing.HostileBundles.keyed;

import io.github.proxymtls.testing.Pki;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A CA hierarchy and its clients: root, issuing CA, CRLs of both, and leaves. Signing thousands of
 * certificates takes longer than a benchmark, so all JVMs of a run share what the first one wrote.
 *
 * @param root the anchor, as PEM
 * @param issuing the intermediate certificate, as PEM
 * @param crls the CRLs of both, as PEM
 * @param newerCrls for each change, those that follow
 * @param leaves the DER of each client certificate
 */
record Clients(
    String root, String issuing, String crls, List<String> newerCrls, List<byte[]> leaves) {

  static final int MANY = 8192;

  private static final Path FOLDER = Path.of("target", "benchmark-pki");
  private static final Duration FRESH = Duration.ofHours(6);

  /** Returns the clients with keys of a kind; all certificates of a kind have the same keys. */
  static Clients of(String keys) {
    Path file = FOLDER.resolve(keys);
    try {
      if (!isFresh(file)) {
        Files.createDirectories(FOLDER);
        Path fresh = Files.createTempFile(FOLDER, keys, ".new");
        create(keys).write(fresh);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
      }
      return read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFresh(Path file) throws IOException {
    return Files.exists(file)
        && Files.getLastModifiedTime(file).toInstant().isAfter(Instant.now().minus(FRESH));
  }

  /** Returns a client certificate of typical size. */
  static Pki.Held typical(Pki.Authority issuing, String keys, int number) {
    return keyed(issuing.client("svc-" + number), keys)
        .keys(issuing.held().keys())
        .subject("CN=svc-%d,OU=Payments,O=Example Bank,C=CH".formatted(number))
        .dns("svc-" + number + ".example")
        .uri("spiffe://example/svc-" + number)
        .issue();
  }

  private static Clients create(String keys) {
    Pki.Authority root = keyed(Pki.create().rootBuilder("Root"), keys).issueAuthority();
    Pki.Authority issuing = keyed(root.intermediateBuilder("Issuing"), keys).issueAuthority();
    List<byte[]> leaves = new ArrayList<>();
    for (int number = 0; number < MANY; number++) {
      leaves.add(typical(issuing, keys, number).der());
    }
    return new Clients(
        root.pem(),
        issuing.pem(),
        root.crl().pem() + issuing.crl().pem(),
        IntStream.range(0, Setting.CHANGES)
            .mapToObj(i -> root.crl().number(2 + i).pem() + issuing.crl().number(2 + i).pem())
            .toList(),
        leaves);
  }

  private void write(Path file) throws IOException {
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      out.writeUTF(root);
      out.writeUTF(issuing);
      out.writeUTF(crls);
      for (String newer : newerCrls) {
        out.writeUTF(newer);
      }
      for (byte[] leaf : leaves) {
        out.writeInt(leaf.length);
        out.write(leaf);
      }
    }
  }

  private static Clients read(Path file) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      String root = in.readUTF();
      String issuing = in.readUTF();
      String crls = in.readUTF();
      List<String> newerCrls = new ArrayList<>();
      while (newerCrls.size() < Setting.CHANGES) {
        newerCrls.add(in.readUTF());
      }
      List<byte[]> leaves = new ArrayList<>();
      while (leaves.size() < MANY) {
        leaves.add(in.readNBytes(in.readInt()));
      }
      return new Clients(root, issuing, crls, newerCrls, leaves);
    }
  }
}
