package io.github.proxymtls.servlet;

import java.security.Principal;

/**
 * A client by a name of its certificate other than the subject.
 *
 * @param getName the name
 */
record ClientName(String getName) implements Principal {

  @Override
  public String toString() {
    return getName;
  }
}
