package io.github.proxymtls.header;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The headers that belong to this library and their twins: every name that becomes one of them when
 * case is ignored and each character that is not an ASCII letter or digit is read as {@code -}.
 * Immutable; a look-up allocates nothing for a name of ordinary length that is not ours.
 */
public final class OurHeaders {

  /** What a header name is to us. */
  public enum Match {
    /** Somebody else's. */
    FOREIGN,
    /** A configured name (case ignored), or one that begins with an indexed chain's prefix. */
    OURS,
    /** A name that becomes ours: {@code X_Client_Cert} for {@code X-Client-Cert}. */
    TWIN
  }

  /**
   * @param formats the formats in force
   * @param names further names, such as that of the proxy's credential
   */
  public OurHeaders(Collection<HeaderFormat> formats, Set<String> names) {
    throw new AssertionError();
  }

  /** What a header name is to us; null is nobody's. */
  public Match match(@Nullable String name) {
    throw new AssertionError();
  }
}
