package io.github.proxymtls.samples.proxy;

/** A running proxy with its two listeners on the loopback address. */
public interface Proxy extends AutoCloseable {

  /** The port of a listener. */
  int port(Listener listener);

  /** Stops it, and only it; does nothing where that has happened. */
  @Override
  void close();
}
