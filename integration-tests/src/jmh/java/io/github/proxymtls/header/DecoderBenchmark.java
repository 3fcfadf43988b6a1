package io.github.proxymtls.header;

import io.github.proxymtls.benchmarks.Measuring;
import io.github.proxymtls.header.Extraction.Part;
import io.github.proxymtls.testing.Pki;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * From the header's text to the octets of the certificate, beside what the JDK's base64 decoder
 * alone takes for the same certificate.
 */
public class DecoderBenchmark extends Measuring {

  private static final int PEM_LINE = 64;
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
  private String value;
  private String base64;
  private String lines;

  /** A certificate of the usual size: RSA-2048, with three alternative names. */
  @Setup(Level.Trial)
  public void prepare() {
    Pki.Held leaf =
        Pki.create()
            .rootBuilder("Example Root")
            .rsa(2048)
            .issueAuthority()
            .client("svc")
            .rsa(2048)
            .dns("svc.example")
            .uri("spiffe://example/svc")
            .email("svc@example.org")
            .issue();
    reader = new ValueReader(encoding);
    value = value(leaf);
    base64 = Base64.getEncoder().encodeToString(leaf.der());
    lines = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(leaf.der());
    boolean right =
        Arrays.equals(decoder().get(0), leaf.der())
            && Arrays.equals(base64(), leaf.der())
            && Arrays.equals(plain(), leaf.der());
    if (!right) {
      throw new IllegalStateException("not the certificate");
    }
  }

  @Benchmark
  public List<byte[]> decoder() {
    Extraction out = Extraction.one("Client-Cert", Part.CERTIFICATE, LIMITS);
    reader.readCertificate(value, out);
    return out.certificates();
  }

  /**
   * The JDK's base64 decoder alone: its MIME decoder where the text holds more than base64, which
   * is spared the escapes, the delimiters and the hash.
   */
  @Benchmark
  public byte[] base64() {
    return switch (encoding) {
      case RFC9440, BASE64_DER -> plain();
      case PERCENT_BASE64_DER -> Base64.getMimeDecoder().decode(base64);
      case PERCENT_PEM, PEM, BASE64_PEM, XFCC, XFCC_JSON -> Base64.getMimeDecoder().decode(lines);
    };
  }

  /** The same where the text is base64 and nothing else, for which the JDK has vectors. */
  @Benchmark
  public byte[] plain() {
    return Base64.getDecoder().decode(base64);
  }

  private String value(Pki.Held leaf) {
    String pem = leaf.certificatePem();
    String body = Base64.getEncoder().encodeToString(leaf.der());
    return switch (encoding) {
      case RFC9440 -> ":" + body + ":";
      case PERCENT_PEM -> percent(pem);
      case PEM -> pem.strip().replace('\n', ' ');
      case BASE64_DER -> body;
      case PERCENT_BASE64_DER -> percent(body);
      case BASE64_PEM -> Base64.getEncoder().encodeToString(ascii(pem));
      case XFCC -> "Hash=" + leaf.sha256Hex() + ";Cert=\"" + percent(pem) + "\"";
      case XFCC_JSON ->
          "[{\"hash\":\"%s\",\"cert\":\"%s\"}]"
              .formatted(leaf.sha256Hex(), pem.replace("\n", "\\n"));
    };
  }

  private static String percent(String text) {
    return URLEncoder.encode(text, StandardCharsets.US_ASCII).replace("+", "%20");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
