package io.github.proxymtls.header;

import io.github.proxymtls.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configured headers of one request strictly. Free of servlets and of trust: it tells
 * what the headers say, not whether it is true.
 *
 * <p>{@link #lines} makes the checks that every request needs (duplicates, twins, control
 * characters, lengths, absence); {@link #decode} does the work that depends on the lines alone, so
 * that its result can be cached under them.
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

  public HeaderReader(HeaderFormat format, HeaderLimits limits, OurHeaders ourHeaders) {
    throw new AssertionError();
  }

  /** Finds and checks the header lines of a request from an authenticated proxy. */
  public Found lines(Source request) {
    throw new AssertionError();
  }

  /** Decodes the lines; a pure function of {@code certificate} and {@code chain}. Never throws. */
  public Decoded decode(Lines lines) {
    throw new AssertionError();
  }
}
