package io.github.proxymtls.internal.header;

import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.header.ReservedHeaders.Match;
import java.util.List;

/**
 * Classifies the header names of a request in one pass, for all stages and all profiles. Immutable.
 */
public final class NameTable {

  private final ReservedHeaders all;
  private final ReservedHeaders[] profiles;

  /**
   * @param all the reserved headers of all profiles
   * @param profiles those of each profile, if there are several
   */
  public NameTable(ReservedHeaders all, List<ReservedHeaders> profiles) {
    this.all = all;
    this.profiles = profiles.toArray(ReservedHeaders[]::new);
  }

  /** Reads the names of a request. */
  public ScannedRequest scan(RequestFacts request) {
    int matches = 0;
    int headers = 0;
    long foreign = 0;
    for (String name : request.headerNames()) {
      Match match = all.match(name);
      if (match != Match.UNRELATED) {
        matches |= match.bit();
        foreign |= match == Match.RESERVED ? profilesWithout(name) : 0;
      }
      headers |= UsualHeader.bitOf(name);
    }
    return new ScannedRequest(request, matches, headers, foreign);
  }

  /** Returns a bit for each profile that does not read a reserved header. */
  private long profilesWithout(String name) {
    long without = 0;
    for (int i = 0; i < profiles.length; i++) {
      if (profiles[i].match(name) != Match.RESERVED) {
        without |= ScannedRequest.bitOfProfile(i);
      }
    }
    return without;
  }
}
