package io.github.proxymtls.samples.server;

import java.io.IOException;

/** A container that is not started. */
interface PreparedContainer {

  /**
   * Starts the container with an application.
   *
   * @throws IOException if it does not start, for example because the port is in use
   */
  RunningContainer start(Application application) throws IOException;
}
