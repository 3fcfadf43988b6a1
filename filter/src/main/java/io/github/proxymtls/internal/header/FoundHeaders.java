package io.github.proxymtls.internal.header;

import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.header.ReservedHeaders.Match;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reserved headers of one request, their twins and its {@code Connection} header, in the order
 * of the request. The lines of a header are read when they are asked for: nothing but the names of
 * an unauthenticated peer's headers is read.
 */
public final class FoundHeaders {

  private record Header(String name, Match match) {}

  private static final String CONNECTION = "Connection";
  private static final int MAXIMUM_NAME_IN_DETAIL = 64;

  private final RequestFacts request;
  private final List<Header> headers = new ArrayList<>(4);
  private boolean reserved;

  FoundHeaders(RequestFacts request) {
    this.request = request;
  }

  void add(String name, Match match) {
    if (match != Match.UNRELATED || name.equalsIgnoreCase(CONNECTION)) {
      headers.add(new Header(name, match));
      reserved |= match != Match.UNRELATED;
    }
  }

  /** Returns true if a name is reserved, or a companion header, or a twin of one. */
  public boolean hasReserved() {
    return reserved;
  }

  /**
   * Returns the first header that only other profiles read, or null.
   *
   * @param own the headers that the proxy's profile reads
   */
  public @Nullable String foreign(ReservedHeaders own) {
    for (Header header : headers) {
      if (header.match == Match.RESERVED && own.match(header.name) != Match.RESERVED) {
        return header.name;
      }
    }
    return null;
  }

  /**
   * Refuses a companion header that occurs twice or has a twin.
   *
   * @param passed the companion headers that the application sees
   */
  public @Nullable Refusal ambiguousCompanion(ReservedHeaders passed) {
    for (Header header : headers) {
      Match match = passed.match(header.name);
      if (match == Match.TWIN) {
        return new Refusal(Reason.HEADER_TWIN, "twin of a companion header: " + header.name);
      }
      if (match == Match.RESERVED && request.headers(header.name).size() > 1) {
        return new Refusal(
            Reason.HEADER_DUPLICATE, header.name + ": several lines of a companion header");
      }
    }
    return null;
  }

  /**
   * Refuses the first twin of a configured header, or {@code Connection} if it lists a reserved
   * header.
   */
  @Nullable Refusal ambiguous(ReservedHeaders all) {
    for (Header header : headers) {
      if (header.match == Match.TWIN) {
        String name =
            header.name.substring(0, Math.min(header.name.length(), MAXIMUM_NAME_IN_DETAIL));
        return new Refusal(Reason.HEADER_TWIN, "twin of a configured header: " + name);
      }
      if (header.name.equalsIgnoreCase(CONNECTION) && all.hopByHop(request.headers(header.name))) {
        return new Refusal(Reason.HEADER_HOP_BY_HOP, "Connection lists a configured header");
      }
    }
    return null;
  }

  /** Returns the lines of a configured header; empty if there are none. */
  List<String> lines(String name) {
    for (Header header : headers) {
      if (header.name.equalsIgnoreCase(name)) {
        return request.headers(name);
      }
    }
    return List.of();
  }

  /** Returns the names that begin with a prefix; as received, so one may occur more than once. */
  List<String> indexed(String prefix) {
    return headers.stream()
        .map(Header::name)
        .filter(name -> name.regionMatches(true, 0, prefix, 0, prefix.length()))
        .toList();
  }
}
