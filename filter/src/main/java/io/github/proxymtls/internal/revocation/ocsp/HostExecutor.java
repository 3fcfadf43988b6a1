package io.github.proxymtls.internal.revocation.ocsp;

import java.util.concurrent.RejectedExecutionException;

/** Runs tasks that ask an OCSP host and wait for its answer. */
@FunctionalInterface
public interface HostExecutor {

  /**
   * Runs a task on another thread.
   *
   * @throws RejectedExecutionException if too much waits for that host already, or this is closed
   */
  void execute(String host, Runnable task);
}
