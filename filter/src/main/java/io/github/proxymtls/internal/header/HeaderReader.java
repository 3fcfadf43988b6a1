package io.github.proxymtls.internal.header;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.header.Extraction.Part;
import io.github.proxymtls.internal.header.ReservedHeaders.Match;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configured headers of one request strictly. Free of servlets and of trust: it tells
 * what the headers say, not whether it is true.
 *
 * <p>{@link #lines} makes the checks that every request needs (duplicates, twins, lengths,
 * absence); {@link #decode} does the work that depends on the lines alone, so that its result can
 * be cached under them.
 */
public final class HeaderReader {

  /** The header lines of one request: anything that can list them. */
  public interface Source {
    /** Every header name as received. */
    Iterable<String> headerNames();

    /** The lines of a header, matched without regard to case. */
    List<String> headers(String name);
  }

  /** What {@link #lines} found. */
  public sealed interface Found {}

  /** No certificate: missing, or one of the format's own spellings of absence. */
  public enum Absent implements Found {
    INSTANCE
  }

  /** The request must be rejected. The detail names the header and the offset, never the value. */
  public record Refused(Reason reason, String detail) implements Found, Decoded {}

  /**
   * A certificate is claimed.
   *
   * @param certificate the certificate header's value, trimmed of blanks
   * @param chain the chain headers' values, in order; empty where there is none
   * @param verdict the proxy's verdict as sent, or null where its header is missing or not asked
   *     for
   */
  public record Lines(String certificate, List<String> chain, @Nullable String verdict)
      implements Found {}

  /** What {@link #decode} made of the lines. */
  public sealed interface Decoded permits Refused, Certificates {}

  /** Well-formed certificates. */
  public record Certificates(ForwardedCertificate certificate) implements Decoded {}

  private static final int MAXIMUM_NAME_IN_DETAIL = 64;
  private static final int BAD_REQUEST = 400;

  private final HeaderFormat format;
  private final HeaderLimits limits;
  private final ReservedHeaders ours;
  private final ValueReader values;
  private final ForwardedCertificateReader certificateReader;

  /**
   * @param ours every header that belongs to this library, those of the format among them
   */
  public HeaderReader(HeaderFormat format, HeaderLimits limits, ReservedHeaders ours) {
    this.format = format;
    this.limits = limits;
    this.ours = ours;
    this.values = new ValueReader(format.encoding());
    this.certificateReader = new ForwardedCertificateReader(limits);
  }

  /** Finds and checks the header lines of a request from an authenticated proxy. */
  public Found lines(Source request) {
    boolean none = true;
    for (String name : request.headerNames()) {
      Match match = ours.match(name);
      if (match == Match.TWIN) {
        return new Refused(Reason.HEADER_TWIN, "twin of a header of ours: " + shortened(name));
      }
      if (name.equalsIgnoreCase("Connection") && ours.hopByHop(request.headers(name))) {
        return new Refused(Reason.HEADER_HOP_BY_HOP, "Connection names a header of ours");
      }
      none &= match != Match.RESERVED;
    }
    return none ? Absent.INSTANCE : lines(new LineReader(request, format, limits));
  }

  private Found lines(LineReader reader) {
    String certificate = reader.certificate();
    List<String> chain = reader.chain();
    String verdict = reader.verdict();
    if (reader.refused() != null) {
      return reader.refused();
    }
    if (certificate != null) {
      return new Lines(certificate, chain, verdict);
    }
    return chain.isEmpty()
        ? Absent.INSTANCE
        : new Refused(Reason.CHAIN_WITHOUT_CERTIFICATE, format.chain() + ": no certificate");
  }

  /** Decodes the lines; a pure function of {@code certificate} and {@code chain}. Never throws. */
  public Decoded decode(Lines lines) {
    Refused fault = fault(lines);
    if (fault != null) {
      return fault;
    }
    Decoded decoded = decodeStrictly(lines);
    return decoded instanceof Refused refused ? explained(refused, lines) : decoded;
  }

  private @Nullable Refused fault(Lines lines) {
    Refused fault = PrintableAscii.fault(format.certificate(), lines.certificate());
    for (int i = 0; i < lines.chain().size() && fault == null; i++) {
      String header = format.chainPrefix() == null ? format.chain() : format.chainPrefix() + i;
      fault = PrintableAscii.fault(String.valueOf(header), lines.chain().get(i));
    }
    return fault;
  }

  private Decoded decodeStrictly(Lines lines) {
    Extraction own = certificate(lines.certificate());
    if (own.certificates().isEmpty()) {
      own.malformed("no certificate", 0);
    }
    if (own.refused() != null) {
      return own.refused();
    }
    List<byte[]> found = own.certificates();
    byte[] leaf = found.get(0);
    String header = format.chain();
    if (header == null || lines.chain().isEmpty()) {
      return certificateReader.included(format.certificate(), leaf, found.subList(1, found.size()));
    }
    Extraction chain = chain(header, lines.chain());
    return chain.refused() == null
        ? certificateReader.excluded(chain.header(), leaf, chain.certificates())
        : chain.refused();
  }

  private Refused explained(Refused refused, Lines lines) {
    if (refused.reason().status() != BAD_REQUEST) {
      return refused;
    }
    FormatHint resemblance = new FormatHint(format);
    String known =
        Stream.concat(Stream.of(lines.certificate()), lines.chain().stream())
            .map(resemblance::of)
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse("");
    return new Refused(refused.reason(), refused.detail() + known);
  }

  private Extraction certificate(String value) {
    String header = format.certificate();
    Extraction out =
        format.chainIncluded()
            ? Extraction.several(header, Part.CERTIFICATE, limits)
            : Extraction.one(header, Part.CERTIFICATE, limits);
    values.readCertificate(value, out);
    return out;
  }

  private Extraction chain(String header, List<String> lines) {
    Extraction all = Extraction.several(header, Part.CHAIN, limits);
    if (format.chainPrefix() == null) {
      values.readChain(String.join(", ", lines), all);
      return all;
    }
    for (int i = 0; i < lines.size() && all.refused() == null; i++) {
      Extraction out = Extraction.one(header + i, Part.CHAIN, limits);
      values.readChain(lines.get(i), out);
      all.add(out);
    }
    return all;
  }

  private static String shortened(String name) {
    return name.substring(0, Math.min(name.length(), MAXIMUM_NAME_IN_DETAIL));
  }
}
