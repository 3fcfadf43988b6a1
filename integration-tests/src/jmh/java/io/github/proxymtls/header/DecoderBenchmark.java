package io.github.proxymtls.header;

import io.github.proxymtls.benchmarks.Measuring;
import io.github.proxymtls.header.Extraction.Part;
import io.github.proxymtls.testing.Pki;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * From the header's text to the octets of the certificate, beside what the JDK takes for the same
 * certificate: for its base64 alone, and for the encoding's own text.
 */
public class DecoderBenchmark extends Measuring {

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
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
    boolean right =
        Arrays.equals(decoder().get(0), leaf.der())
            && Arrays.equals(base64(), leaf.der())
            && Arrays.equals(jdk(), leaf.der());
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

  /** The base64 of the certificate alone, which none of the other encodings is. */
  @Benchmark
  public byte[] base64() {
    return Base64.getDecoder().decode(base64);
  }

  /** The encoding's own text by what the JDK has for it; it checks less. */
  @Benchmark
  public byte[] jdk() {
    return switch (encoding) {
      case RFC9440 -> Base64.getDecoder().decode(value.substring(1, value.length() - 1));
      case PERCENT_PEM -> pem(unescaped(value));
      case PEM -> pem(value);
      case BASE64_DER -> Base64.getDecoder().decode(value);
      case PERCENT_BASE64_DER -> Base64.getDecoder().decode(unescaped(value));
      case BASE64_PEM ->
          pem(new String(Base64.getDecoder().decode(value), StandardCharsets.ISO_8859_1));
      case XFCC -> {
        int quote = value.indexOf('"');
        yield hashed(pem(unescaped(value.substring(quote + 1, value.length() - 1))));
      }
      case XFCC_JSON -> {
        int start = value.indexOf("-----BEGIN");
        yield hashed(pem(value.substring(start, value.length() - 3).replace("\\n", "\n")));
      }
    };
  }

  private static byte[] pem(String text) {
    int start = text.indexOf(BEGIN) + BEGIN.length();
    return Base64.getMimeDecoder().decode(text.substring(start, text.indexOf("-----END")));
  }

  private static String unescaped(String text) {
    return URLDecoder.decode(text, StandardCharsets.ISO_8859_1);
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

  /** The value holds the SHA-256, which is to be compared. */
  private byte[] hashed(byte[] der) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(der);
      if (!value.contains(HexFormat.of().formatHex(hash))) {
        throw new IllegalStateException("another hash");
      }
      return der;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
