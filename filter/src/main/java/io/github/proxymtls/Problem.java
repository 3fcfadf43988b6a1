package io.github.proxymtls;

import io.github.proxymtls.internal.text.EscapedText;
import java.io.Serializable;

/**
 * A problem of the configuration, or a warning.
 *
 * @param code a stable code, such as {@code unknown-key}
 * @param what what is wrong, with at most 64 characters of the value, escaped; never a secret
 * @param where the key and the place that set it
 * @param fix how to correct it
 */
public record Problem(String code, String what, String where, String fix) implements Serializable {

  /** Escapes control characters, so that no part can forge a line. */
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
