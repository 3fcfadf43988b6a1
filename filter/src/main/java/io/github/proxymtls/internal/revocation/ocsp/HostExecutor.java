package io.github.proxymtls.internal.revocation.ocsp;

import java.util.concurrent.RejectedExecutionException;

/** Runs tasks that send requests to an OCSP host and wait for the response. */
@FunctionalInterface
public interface HostExecutor {

  /**
   * Runs a task on another thread.
   *
   * @throws RejectedExecutionException if too many tasks wait for the host, or the executor is
   *     closed
   */
  void execute(String host, Runnable task);
}
