package io.github.proxymtls;

/**
 * Receives events of the engine, for metrics or an audit. Register it with {@link
 * ProxyMtls.Builder#listener}.
 *
 * <p>The engine calls it on the thread of the request or of the reload, from many threads at once,
 * so it should be quick. An exception of a listener changes no decision; the engine logs it.
 */
public interface ProxyMtlsListener {

  /**
   * Called after a decision: once for each request to a covered path, and for each request with an
   * ambiguous path.
   *
   * @param request valid during the call
   */
  default void decided(DecidedRequest request) {}

  /** Called when changed files are in use. */
  default void reloaded() {}

  /**
   * Called when changed files cannot be used and the last good ones of their kind stay in use: once
   * at every check.
   */
  default void reloadFailed() {}

  /**
   * Called when files of one kind cannot be read completely, for example on a mount that hangs, and
   * the last good ones stay in use: for each such kind at every check.
   */
  default void reloadOverdue() {}

  /**
   * Called when a certificate was accepted although its revocation status is unavailable ({@code
   * on-unavailable=accept}): for each certificate of its path, and again after each later look-up.
   */
  default void revocationUnavailable() {}
}
