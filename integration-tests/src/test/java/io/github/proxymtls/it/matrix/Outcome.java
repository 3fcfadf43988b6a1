package io.github.proxymtls.it.matrix;

/**
 * What came of a request.
 *
 * @param by who answered it
 * @param text as the table shows it
 */
record Outcome(By by, String text) {

  /** Who answers requests. */
  enum By {
    PROXY,
    CONTAINER,
    FILTER,
    APPLICATION
  }

  private static final String USUAL = "certificate-";

  /** The application answered, and knows the client. */
  static Outcome accepted() {
    return new Outcome(By.APPLICATION, "✓");
  }

  /** The same, in a new TLS session instead of the one that the client wanted to resume. */
  static Outcome acceptedAnew() {
    return new Outcome(By.APPLICATION, "✓ new");
  }

  /** The connection ended without an answer. */
  static Outcome disconnected() {
    return new Outcome(By.PROXY, "closed");
  }

  static Outcome byProxy(int status) {
    return new Outcome(By.PROXY, Integer.toString(status));
  }

  static Outcome byContainer(int status) {
    return new Outcome(By.CONTAINER, status + " container");
  }

  static Outcome byFilter(int status, String code) {
    String shorter = code.startsWith(USUAL) ? code.substring(USUAL.length()) : code;
    return new Outcome(By.FILTER, status + " " + shorter);
  }
}
