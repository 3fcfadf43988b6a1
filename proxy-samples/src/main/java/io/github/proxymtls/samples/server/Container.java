package io.github.proxymtls.samples.server;

import org.jspecify.annotations.Nullable;

/** The servlet containers on which the reference server runs. */
public enum Container {
  /** Jetty 12.1 (EE 10). */
  JETTY {
    @Override
    PreparedContainer prepare(int port, @Nullable ServerTls tls) {
      return JettyContainer.prepare(port, tls);
    }
  },
  /** Tomcat 11. */
  TOMCAT {
    @Override
    PreparedContainer prepare(int port, @Nullable ServerTls tls) {
      return TomcatContainer.prepare(port, tls);
    }
  };

  /** The maximum size of a request's header section, in octets: above every limit of the filter. */
  static final int HEADER_BYTES = 128 * 1024;

  /** The only address on which the server listens. */
  static final String LOOPBACK = "127.0.0.1";

  /**
   * Creates the container, for the loopback address, without starting it.
   *
   * @param port the port, or 0 for a free one
   */
  abstract PreparedContainer prepare(int port, @Nullable ServerTls tls);
}
