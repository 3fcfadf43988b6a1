package io.github.proxymtls.header;

import io.github.proxymtls.header.Extraction.Part;
import io.github.proxymtls.testing.Pki;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From the header's text to the octets of the certificate, and what the JDK's base64 decoder takes
 * for the same certificate alone. Under {@code base64-pem} both decode twice, and under XFCC both
 * make the SHA-256 that the value's {@code Hash} is compared with.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecoderBenchmark {

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
  private String twice;
  private boolean hashed;

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
    twice = Base64.getEncoder().encodeToString(ascii(base64));
    hashed = encoding == Encoding.XFCC || encoding == Encoding.XFCC_JSON;
    if (decoder().size() != 1) {
      throw new IllegalStateException("nothing was decoded");
    }
  }

  @Benchmark
  public List<byte[]> decoder() {
    Extraction out = Extraction.one("Client-Cert", Part.CERTIFICATE, LIMITS);
    reader.readCertificate(value, out);
    return out.certificates();
  }

  @Benchmark
  public byte[] jdk() {
    if (encoding == Encoding.BASE64_PEM) {
      return Base64.getDecoder().decode(Base64.getDecoder().decode(twice));
    }
    byte[] der = Base64.getDecoder().decode(base64);
    return hashed ? sha256(der) : der;
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

  private static byte[] sha256(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
