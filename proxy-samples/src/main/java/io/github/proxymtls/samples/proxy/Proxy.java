package io.github.proxymtls.samples.proxy;

/** A running proxy with its two listeners on the loopback address. */
public interface Proxy extends AutoCloseable {

  /** Returns the port of a listener. */
  int port(Listener listener);

  /** Stops this proxy and nothing else. Does nothing if it is already stopped. */
  @Override
  void close();
}
