package io.github.proxymtls.internal.header;

import io.github.proxymtls.benchmarks.MeasurementSettings;
import io.github.proxymtls.internal.header.Extraction.Part;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Malformed values of many characters: the time that they take is in proportion to the length. */
public class LongValueBenchmark extends MeasurementSettings {

  private static final HeaderLimits LIMITS =
      new HeaderLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, 12_288, 10);
  private static final int LENGTH = 1_000_000;

  /** A value that is made longer by repeating what is in its middle. */
  public enum Shape {
    XFCC_ESCAPES(Encoding.XFCC, "Subject=\"", "\\", "\""),
    XFCC_QUOTES(Encoding.XFCC, "Subject=\"", "\"", "\""),
    XFCC_EMPTY_STRINGS(Encoding.XFCC, "URI=", "\"\"", "x"),
    JSON_ESCAPES(Encoding.XFCC_JSON, "[{\"subject\":\"", "\\", "\"}]"),
    JSON_ELEMENTS(Encoding.XFCC_JSON, "[{\"by\":[", "\"\",", "\"\"]}]"),
    JSON_CODE_POINTS(Encoding.XFCC_JSON, "[{\"subject\":\"", "\\u0000", "\"}]"),
    PARAMETERS(Encoding.RFC9440, "::", ";a=::", " "),
    PARAMETERS_WITH_OCTETS(Encoding.RFC9440, "::", ";a=:AA==:", " "),
    PERCENT_ESCAPES(
        Encoding.PERCENT_PEM,
        "-----BEGIN%20CERTIFICATE-----",
        "%0A",
        "-----END%20CERTIFICATE-----"),
    BLANKS(Encoding.PEM, "-----BEGIN CERTIFICATE-----", " A", "-----END CERTIFICATE-----");

    private final Encoding encoding;
    private final String head;
    private final String repeated;
    private final String tail;

    Shape(Encoding encoding, String head, String repeated, String tail) {
      this.encoding = encoding;
      this.head = head;
      this.repeated = repeated;
      this.tail = tail;
    }

    private String value(int length) {
      return head + repeated.repeat(length / repeated.length()) + tail;
    }
  }

  @Param public Shape shape;

  private ValueReader reader;
  private String quarter;
  private String whole;

  @Setup(Level.Trial)
  public void prepare() {
    reader = new ValueReader(shape.encoding);
    quarter = shape.value(LENGTH / 4);
    whole = shape.value(LENGTH);
  }

  @Benchmark
  public List<byte[]> quarter() {
    return read(quarter);
  }

  @Benchmark
  public List<byte[]> whole() {
    return read(whole);
  }

  private List<byte[]> read(String value) {
    Extraction out = Extraction.one("Client-Cert", Part.CERTIFICATE, LIMITS);
    reader.readCertificate(value, out);
    return out.certificates();
  }
}
