package io.github.proxymtls.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.it.matrix.Outcome.By;

/** What must come of a case, whatever the proxy. That nobody becomes another one always holds. */
enum Rule {
  /** The application knows the client by its own certificate. */
  ACCEPTED {
    @Override
    void check(Outcome outcome) {
      assertThat(outcome.by()).as(outcome.text()).isEqualTo(By.APPLICATION);
    }
  },
  /** The proxy, the container or the filter refuses the request. */
  REFUSED {
    @Override
    void check(Outcome outcome) {
      assertThat(outcome.by()).as(outcome.text()).isNotEqualTo(By.APPLICATION);
    }
  },
  /** One of these. */
  ACCEPTED_OR_REFUSED {
    @Override
    void check(Outcome outcome) {
      assertThat(outcome.by()).isNotNull();
    }
  };

  abstract void check(Outcome outcome);
}
