package io.github.proxymtls.internal.header;

import io.github.proxymtls.Form;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.header.ReservedHeaders.Match;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request whose header names were read once, by {@link NameTable}. It knows which kinds of names
 * occur, so that a stage looks for a header only if the request may have it.
 */
public final class ScannedRequest implements RequestFacts {

  private final RequestFacts request;
  private final int matches;
  private final int headers;
  private final long foreign;

  /**
   * @param matches a bit for each {@link Match} that a name has
   * @param headers the bits of each {@link UsualHeader} that occurs
   * @param foreign a bit for each profile that does not read all reserved headers of the request
   */
  ScannedRequest(RequestFacts request, int matches, int headers, long foreign) {
    this.request = request;
    this.matches = matches;
    this.headers = headers;
    this.foreign = foreign;
  }

  /** Profiles beyond the sixty-fourth share its bit. */
  static long bitOfProfile(int position) {
    return 1L << Math.min(position, Long.SIZE - 1);
  }

  /** Returns true if a name has this kind. */
  public boolean has(Match match) {
    return (matches & match.bit()) != 0;
  }

  /** Returns true if a name is reserved, or a companion header, or a twin of one. */
  public boolean hasReserved() {
    return matches != 0;
  }

  /**
   * Returns true if a reserved header may be read by other profiles only; false if certainly none
   * is.
   *
   * @param position the position of the profile
   */
  public boolean mayHaveForeign(int position) {
    return (foreign & bitOfProfile(position)) != 0;
  }

  boolean has(UsualHeader header) {
    return (headers & header.bit()) != 0;
  }

  /** {@inheritDoc} Does not search for a usual header that no name announced. */
  @Override
  public List<String> headers(String name) {
    int bit = UsualHeader.bitOf(name);
    return bit != 0 && (headers & bit) == 0 ? List.of() : request.headers(name);
  }

  @Override
  public Iterable<String> headerNames() {
    return request.headerNames();
  }

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public String path() {
    return request.path();
  }

  @Override
  public String rawPath() {
    return request.rawPath();
  }

  @Override
  public @Nullable String query() {
    return request.query();
  }

  @Override
  public String protocol() {
    return request.protocol();
  }

  @Override
  public String remoteAddress() {
    return request.remoteAddress();
  }

  @Override
  public boolean addressRewritten() {
    return request.addressRewritten();
  }

  @Override
  public boolean tls() {
    return request.tls();
  }

  @Override
  public List<X509Certificate> tlsCertificates() {
    return request.tlsCertificates();
  }

  @Override
  public Form form() {
    return request.form();
  }

  @Override
  public Form announcedForm() {
    return request.announcedForm();
  }
}
