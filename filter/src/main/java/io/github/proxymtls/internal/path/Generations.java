package io.github.proxymtls.internal.path;

/**
 * The generations of what an accepted certificate was derived from, apart from its path. Each
 * object stands for the content of files while it stays the same, and is compared by identity.
 *
 * @param revocation the CRL files, with the certificates that may have signed them
 * @param registrations the file of registrations
 */
public record Generations(Object revocation, Object registrations) {

  /** Creates generations that equal no others. */
  public static Generations first() {
    return new Generations(new Object(), new Object());
  }
}
