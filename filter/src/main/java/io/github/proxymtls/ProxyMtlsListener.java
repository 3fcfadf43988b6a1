package io.github.proxymtls;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

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

  /**
   * Called once the engine has started, so that a listener can observe its state.
   *
   * @param engine the engine, for its whole life
   */
  default void started(ProxyMtls engine) {}

  /** Returns true to get the duration of each decision, which is then measured. */
  default boolean measuresDecisions() {
    return false;
  }

  /**
   * Called after the engine has decided, if {@link #measuresDecisions} returned true at the start.
   *
   * @param nanoseconds the duration, without the work of the servlet container
   */
  default void decisionTook(long nanoseconds) {}

  /** Called after an attempt to load changed files, successful or not. */
  default void reloadTook(Duration duration) {}

  /**
   * Called after the revocation status of a path was checked.
   *
   * @param refusal why the path is rejected; null if it passed
   */
  default void revocationChecked(@Nullable Reason refusal, Duration duration) {}

  /**
   * Called after a source outside of the application was asked.
   *
   * @param answered false if there was no usable answer
   */
  default void lookedUp(LookUp source, boolean answered, Duration duration) {}
}
