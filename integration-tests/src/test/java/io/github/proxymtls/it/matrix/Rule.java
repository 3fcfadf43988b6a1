package io.github.proxymtls.it.matrix;

import io.github.proxymtls.it.matrix.Outcome.By;

/**
 * What may come of a case, whatever the proxy. That an accepted client is the one that it is, and
 * nobody else, is no matter of the case: {@link Attempt} checks it always.
 */
enum Rule {
  /** The application knows the client. */
  ACCEPTED {
    @Override
    boolean allows(Outcome outcome) {
      return outcome.by() == By.APPLICATION;
    }
  },
  /** The proxy, the container or the filter refuses the request. */
  REFUSED {
    @Override
    boolean allows(Outcome outcome) {
      return outcome.by() != By.APPLICATION;
    }
  },
  /** One of these. */
  ACCEPTED_OR_REFUSED {
    @Override
    boolean allows(Outcome outcome) {
      return true;
    }
  };

  abstract boolean allows(Outcome outcome);
}
