package io.github.proxymtls.servlet;

import java.security.Principal;

/**
 * A principal named by the certificate, but not by its subject.
 *
 * @param getName the name
 */
record ClientName(String getName) implements Principal {

  @Override
  public String toString() {
    return getName;
  }
}
