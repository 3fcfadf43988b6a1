package io.github.proxymtls.config;

/**
 * One thing that is wrong with the configuration.
 *
 * @param code stable, such as {@code unknown-key}
 * @param what what is wrong, the offending value escaped and at most 64 characters of it; never a
 *     secret
 * @param where the key and the place that set it
 * @param fix what to do about it
 */
public record Problem(String code, String what, String where, String fix) {

  @Override
  public String toString() {
    return "[" + code + "] " + what + "\n    at  " + where + "\n    fix " + fix;
  }
}
