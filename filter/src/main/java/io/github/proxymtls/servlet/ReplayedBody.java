package io.github.proxymtls.servlet;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A body that was already read. The application reads it as octets or as characters, but not as
 * both.
 */
final class ReplayedBody {

  private final ReplayStream octets;
  private boolean streamed;
  private @Nullable BufferedReader reader;

  ReplayedBody(byte[] octets, HttpServletRequest container) {
    this.octets = new ReplayStream(octets, container);
  }

  /**
   * Returns the octets.
   *
   * @throws IllegalStateException after {@link #reader()} (Servlet 6.0, ServletRequest)
   */
  ServletInputStream stream() {
    if (reader != null) {
      throw new IllegalStateException("getReader() was called for this request");
    }
    streamed = true;
    return octets;
  }

  /**
   * Returns the characters; the body is valid UTF-8.
   *
   * @throws IllegalStateException after {@link #stream()} (Servlet 6.0, ServletRequest)
   */
  BufferedReader reader() {
    if (streamed) {
      throw new IllegalStateException("getInputStream() was called for this request");
    }
    if (reader == null) {
      reader = new BufferedReader(new InputStreamReader(octets, StandardCharsets.UTF_8));
    }
    return reader;
  }

  /** Returns true if the application has begun to read the body. */
  boolean isOpen() {
    return streamed || reader != null;
  }
}
