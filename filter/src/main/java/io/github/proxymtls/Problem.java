package io.github.proxymtls;

import io.github.proxymtls.internal.text.EscapedText;
import java.io.Serializable;

/**
 * One thing that is wrong with the configuration, or that the operator should know of it.
 *
 * @param code stable, such as {@code unknown-key}
 * @param what what is wrong, the offending value escaped and at most 64 characters of it; never a
 *     secret
 * @param where the key and the place that set it
 * @param fix what to do about it
 */
public record Problem(String code, String what, String where, String fix) implements Serializable {

  /** Escapes control characters, so that no part can forge a line of its own. */
  public Problem {
    what = EscapedText.message(what);
    where = EscapedText.message(where);
    fix = EscapedText.message(fix);
  }

  @Override
  public String toString() {
    return "[" + code + "] " + what + "\n    at  " + where + "\n    fix " + fix;
  }
}
