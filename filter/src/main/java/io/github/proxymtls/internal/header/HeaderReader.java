package io.github.proxymtls.internal.header;

import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.header.Extraction.Part;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configured headers of one request strictly. It does not depend on the servlet API and
 * does not validate the certificate.
 *
 * <p>{@link #lines} makes the checks that every request needs: duplicates, twins, lengths, absence.
 * The result of {@link #decode} depends on the lines alone, so that it can be cached.
 */
public final class HeaderReader {

  /** The result of {@link #lines}. */
  public sealed interface Found {}

  /** No certificate: the header is missing, or its value means "no certificate" in this format. */
  public enum Absent implements Found {
    INSTANCE
  }

  /** A rejection. The detail names the header and the offset, never the value. */
  public record Refused(Refusal refusal) implements Found, Decoded {

    public Refused(Reason reason, String detail) {
      this(new Refusal(reason, detail));
    }

    Reason reason() {
      return refusal.reason();
    }

    String detail() {
      return refusal.detail();
    }
  }

  /**
   * The lines of a request with a certificate.
   *
   * @param certificate the certificate header's value, without SP at both ends
   * @param chain the chain headers' values, in order; empty if there is no chain
   * @param verdict the proxy's verdict as sent, or null if its header is missing or the format has
   *     none
   */
  public record Lines(String certificate, List<String> chain, @Nullable String verdict)
      implements Found {}

  /** The result of {@link #decode}. */
  public sealed interface Decoded permits Refused, Certificates {}

  /** A well-formed certificate and chain. */
  public record Certificates(ForwardedCertificate certificate) implements Decoded {}

  private static final int BAD_REQUEST = 400;

  private final HeaderFormat format;
  private final HeaderLimits limits;
  private final ReservedHeaders reserved;
  private final ValueReader values;
  private final ForwardedCertificateReader certificateReader;

  /**
   * @param reserved every reserved header, including those of the format
   */
  public HeaderReader(HeaderFormat format, HeaderLimits limits, ReservedHeaders reserved) {
    this.format = format;
    this.limits = limits;
    this.reserved = reserved;
    this.values = new ValueReader(format.encoding());
    this.certificateReader = new ForwardedCertificateReader(limits);
  }

  public HeaderFormat format() {
    return format;
  }

  /** Finds and checks the header lines of a request from an authenticated proxy. */
  public Found lines(RequestFacts request) {
    return lines(reserved.find(request));
  }

  /** Checks the lines of the reserved headers that were found in a request. */
  public Found lines(FoundHeaders headers) {
    Refused ambiguous = headers.ambiguous(reserved);
    return ambiguous == null ? new LineReader(headers, format, limits).read() : ambiguous;
  }

  /**
   * Decodes the lines. The result depends on {@code certificate} and {@code chain} alone. Never
   * throws.
   */
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
      own.malformed("expected a certificate", 0);
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
    FormatHint hint = new FormatHint(format);
    String known =
        Stream.concat(Stream.of(lines.certificate()), lines.chain().stream())
            .map(hint::of)
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
}
