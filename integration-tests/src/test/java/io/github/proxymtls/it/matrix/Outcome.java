package io.github.proxymtls.it.matrix;

/**
 * The outcome of a request.
 *
 * @param by the component that answered
 * @param text the text in the table
 */
record Outcome(By by, String text) {

  /** The component that answers a request. */
  enum By {
    PROXY,
    CONTAINER,
    FILTER,
    APPLICATION
  }

  private static final String USUAL = "certificate-";

  /** The application answered and saw the client. */
  static Outcome accepted() {
    return new Outcome(By.APPLICATION, "✓");
  }

  /** The same, but in a new TLS session instead of the one that the client offered to resume. */
  static Outcome acceptedAnew() {
    return new Outcome(By.APPLICATION, "✓ new");
  }

  /** The connection ended without a response. */
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
