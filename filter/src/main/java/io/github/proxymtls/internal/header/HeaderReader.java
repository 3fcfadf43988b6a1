package io.github.proxymtls.internal.header;

import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
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

  /**
   * The lines of a request with a certificate.
   *
   * @param certificate the certificate header's value, without SP at both ends
   * @param chain the chain headers' values, in order; empty if there is no chain
   * @param verdict the proxy's verdict as sent, or null if its header is missing or the format has
   *     none
   */
  public record Lines(String certificate, List<String> chain, @Nullable String verdict) {}

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
  public @Nullable Result<Lines> lines(RequestFacts request) {
    return lines(reserved.find(request));
  }

  /**
   * Checks the lines of the reserved headers that were found in a request. Returns null if there is
   * no certificate: the header is missing, or its value means "no certificate" in this format. The
   * detail of a refusal names the header and the offset, never the value.
   */
  public @Nullable Result<Lines> lines(FoundHeaders headers) {
    Refusal ambiguous = headers.ambiguous(reserved);
    return ambiguous == null
        ? new LineReader(headers, format, limits).read()
        : Result.refused(ambiguous);
  }

  /**
   * Decodes the lines. The result depends on {@code certificate} and {@code chain} alone. Never
   * throws.
   */
  public Result<ForwardedCertificate> decode(Lines lines) {
    Refusal fault = fault(lines);
    if (fault != null) {
      return Result.refused(fault);
    }
    Result<ForwardedCertificate> decoded = decodeStrictly(lines);
    return decoded.refusal() == null
        ? decoded
        : Result.refused(explained(decoded.refusal(), lines));
  }

  private @Nullable Refusal fault(Lines lines) {
    Refusal fault = PrintableAscii.fault(format.certificate(), lines.certificate());
    for (int i = 0; i < lines.chain().size() && fault == null; i++) {
      String header = format.chainPrefix() == null ? format.chain() : format.chainPrefix() + i;
      fault = PrintableAscii.fault(String.valueOf(header), lines.chain().get(i));
    }
    return fault;
  }

  private Result<ForwardedCertificate> decodeStrictly(Lines lines) {
    Extraction own = certificate(lines.certificate());
    if (own.certificates().isEmpty()) {
      own.malformed("expected a certificate", 0);
    }
    if (own.refusal() != null) {
      return Result.refused(own.refusal());
    }
    List<byte[]> found = own.certificates();
    byte[] leaf = found.get(0);
    String header = format.chain();
    if (header == null || lines.chain().isEmpty()) {
      return certificateReader.included(format.certificate(), leaf, found.subList(1, found.size()));
    }
    Extraction chain = chain(header, lines.chain());
    return chain.refusal() == null
        ? certificateReader.excluded(chain.header(), leaf, chain.certificates())
        : Result.refused(chain.refusal());
  }

  private Refusal explained(Refusal refusal, Lines lines) {
    if (refusal.reason().status() != BAD_REQUEST) {
      return refusal;
    }
    FormatHint hint = new FormatHint(format);
    String known =
        Stream.concat(Stream.of(lines.certificate()), lines.chain().stream())
            .map(hint::describe)
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse("");
    return refusal.withDetail(known);
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
    for (int i = 0; i < lines.size() && all.refusal() == null; i++) {
      Extraction out = Extraction.one(header + i, Part.CHAIN, limits);
      values.readChain(lines.get(i), out);
      all.add(out);
    }
    return all;
  }
}
