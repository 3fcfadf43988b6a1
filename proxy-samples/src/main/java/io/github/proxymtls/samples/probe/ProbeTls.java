package io.github.proxymtls.samples.probe;

import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a connection uses TLS.
 *
 * @param protocol the only version, or null for those of the JDK
 * @param since the time from which a session is new, in milliseconds
 */
record ProbeTls(SSLContext context, @Nullable String protocol, long since) {

  static ProbeTls of(SSLContext context) {
    return new ProbeTls(context, null, 0);
  }
}
