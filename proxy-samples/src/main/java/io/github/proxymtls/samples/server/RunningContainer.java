package io.github.proxymtls.samples.server;

/** A started container. */
interface RunningContainer extends AutoCloseable {

  /** Returns the port on which it listens. */
  int port();

  @Override
  void close();
}
