package io.github.proxymtls.samples.server;

/** A started container. */
interface RunningContainer extends AutoCloseable {

  /** The port that it listens on. */
  int port();

  @Override
  void close();
}
