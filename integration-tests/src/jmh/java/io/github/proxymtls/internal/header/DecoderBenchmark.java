package io.github.proxymtls.internal.header;

import io.github.proxymtls.benchmarks.HeaderForm;
import io.github.proxymtls.benchmarks.MeasurementSettings;
import io.github.proxymtls.internal.header.Extraction.Part;
import io.github.proxymtls.testing.Pki;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Decodes the header text to the octets of the certificate, compared with the JDK's base64 decoder
 * on the same certificates. The certificates have many lengths, because with only one length the
 * memory address of the octets has more influence than the work.
 */
public class DecoderBenchmark extends MeasurementSettings {

  private static final int PEM_LINE = 64;
  private static final int CERTIFICATES = 32;
  private static final HeaderLimits LIMITS = new HeaderLimits(32 * 1024, 64 * 1024, 12 * 1024, 10);

  @Param({
    "RFC9440",
    "PERCENT_PEM",
    "PEM",
    "BASE64_DER",
    "PERCENT_BASE64_DER",
    "BASE64_PEM",
    "XFCC",
    "XFCC_JSON"
  })
  public Encoding encoding;

  private ValueReader reader;
  private final String[] value = new String[CERTIFICATES];
  private final String[] base64 = new String[CERTIFICATES];
  private final String[] lines = new String[CERTIFICATES];
  private final byte[][] sha256 = new byte[CERTIFICATES][];
  private int last;

  /** Certificates of typical size: RSA-2048, with three alternative names. */
  @Setup(Level.Trial)
  public void prepare() {
    reader = new ValueReader(encoding);
    Pki.Authority root = Pki.create().rootBuilder("Example Root").rsa(2048).issueAuthority();
    for (int i = 0; i < CERTIFICATES; i++) {
      Pki.Held leaf =
          root.client("svc-" + "x".repeat(i))
              .keys(root.held().keys())
              .dns("svc.example")
              .uri("spiffe://example/svc")
              .email("svc@example.org")
              .issue();
      value[i] = HeaderForm.valueOf(encoding.name()).value(leaf);
      base64[i] = Base64.getEncoder().encodeToString(leaf.der());
      lines[i] = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(leaf.der());
      sha256[i] = HexFormat.of().parseHex(leaf.sha256Hex());
      check(i, leaf.der());
    }
  }

  private void check(int index, byte[] der) {
    for (Supplier<byte[]> read :
        List.<Supplier<byte[]>>of(() -> decoder().get(0), this::base64, this::plain)) {
      last = index - 1;
      if (!Arrays.equals(read.get(), der)) {
        throw new IllegalStateException("not the certificate");
      }
    }
  }

  private int next() {
    last = (last + 1) % CERTIFICATES;
    return last;
  }

  @Benchmark
  public List<byte[]> decoder() {
    Extraction out = Extraction.one("Client-Cert", Part.CERTIFICATE, LIMITS);
    reader.readCertificate(value[next()], out);
    return out.certificates();
  }

  /**
   * Only the JDK's base64 decoder, or its MIME decoder if the text contains more than base64; it
   * need not handle the escapes and delimiters. If the text contains a SHA-256, its computation by
   * the JDK is included.
   */
  @Benchmark
  public byte[] base64() {
    return switch (encoding) {
      case RFC9440, BASE64_DER -> plain();
      case PERCENT_BASE64_DER -> Base64.getMimeDecoder().decode(base64[next()]);
      case PERCENT_PEM, PEM, BASE64_PEM -> Base64.getMimeDecoder().decode(lines[next()]);
      case XFCC, XFCC_JSON -> hashed(Base64.getMimeDecoder().decode(lines[next()]));
    };
  }

  private byte[] hashed(byte[] der) {
    try {
      if (!Arrays.equals(MessageDigest.getInstance("SHA-256").digest(der), sha256[last])) {
        throw new IllegalStateException("another hash");
      }
      return der;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same for text that is only base64, for which the JDK uses vector instructions. */
  @Benchmark
  public byte[] plain() {
    return Base64.getDecoder().decode(base64[next()]);
  }
}
