package io.github.proxymtls.it.matrix;

import io.github.proxymtls.it.matrix.Outcome.By;

/**
 * The allowed outcomes of a case, for every proxy. {@link Attempt} always checks that an accepted
 * client is the right one.
 */
enum Rule {
  /** The application sees the client. */
  ACCEPTED {
    @Override
    boolean allows(Outcome outcome) {
      return outcome.by() == By.APPLICATION;
    }
  },
  /** The proxy, the container or the filter rejects the request. */
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
