package io.github.proxymtls;

/**
 * Is told what the engine does: for metrics, for an audit. Given by {@link
 * ProxyMtls.Builder#listener}.
 *
 * <p>It is called on the thread of the request or of the reload, from many at once, and should be
 * quick. Nothing that it throws changes a decision; it is logged.
 */
public interface ProxyMtlsListener {

  /**
   * A request was decided: once for each that comes to a covered path, and for each whose path has
   * more than one reading.
   *
   * @param enforced false in report-only mode, where the request goes on whatever was decided
   */
  default void decided(Decision decision, boolean enforced) {}

  /** Changed files are in force. */
  default void reloaded() {}

  /**
   * Changed files cannot be used, and the last good ones of their kind stay in force: once at every
   * check.
   */
  default void reloadFailed() {}

  /**
   * Files of one kind cannot be read to their end, as on a mount that hangs, and the last good ones
   * stay in force: for each such kind at every check anew.
   */
  default void reloadOverdue() {}

  /**
   * A certificate was accepted although no answer about its revocation can be had ({@code
   * on-unavailable=accept}): once for each certificate of its path, and again whenever it is looked
   * up again.
   */
  default void revocationUnavailable() {}
}
