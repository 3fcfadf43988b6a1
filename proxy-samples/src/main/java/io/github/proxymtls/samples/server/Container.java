package io.github.proxymtls.samples.server;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The servlet containers on which the reference server runs. */
public enum Container {
  /** Jetty 12.1 (EE 10). */
  JETTY {
    @Override
    RunningContainer start(Application application, int port, @Nullable ServerTls tls)
        throws IOException {
      return JettyContainer.start(application, port, tls);
    }
  },
  /** Tomcat 11. */
  TOMCAT {
    @Override
    RunningContainer start(Application application, int port, @Nullable ServerTls tls)
        throws IOException {
      return TomcatContainer.start(application, port, tls);
    }
  };

  /** The maximum size of a request's header section, in octets: above every limit of the filter. */
  static final int HEADER_BYTES = 128 * 1024;

  /** The only address on which the server listens. */
  static final String LOOPBACK = "127.0.0.1";

  /**
   * Starts the container on the loopback address.
   *
   * @param port the port, or 0 for a free one
   * @throws IOException if it does not start, for example because the port is in use
   */
  abstract RunningContainer start(Application application, int port, @Nullable ServerTls tls)
      throws IOException;
}
