package io.github.proxymtls.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stream over a body that was already read. All octets are available at once: the container calls
 * a {@link ReadListener} on one of its threads, and signals the end after the last octet.
 */
final class ReplayStream extends ServletInputStream {

  private final byte[] octets;
  private final HttpServletRequest container;
  private int position;
  private @Nullable ReadListener listener;
  private boolean offered;
  private boolean ended;

  /**
   * @param container the container's own request, for asynchronous processing
   */
  ReplayStream(byte[] octets, HttpServletRequest container) {
    this.octets = octets;
    this.container = container;
  }

  @Override
  public synchronized int read() {
    int octet = position < octets.length ? octets[position++] & 0xff : -1;
    signalEnd();
    return octet;
  }

  @Override
  public synchronized int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    int count = Math.min(length, octets.length - position);
    System.arraycopy(octets, position, target, offset, count);
    position += count;
    signalEnd();
    return count == 0 ? -1 : count;
  }

  @Override
  public synchronized int available() {
    return octets.length - position;
  }

  @Override
  public synchronized boolean isFinished() {
    return position == octets.length;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if a listener is already set, or the request is not asynchronous
   */
  @Override
  public synchronized void setReadListener(ReadListener readListener) {
    Objects.requireNonNull(readListener);
    AsyncContext context = container.getAsyncContext();
    if (listener != null) {
      throw new IllegalStateException("a listener is set");
    }
    listener = readListener;
    context.start(() -> offer(readListener));
  }

  private void offer(ReadListener readListener) {
    try {
      if (!isFinished()) {
        readListener.onDataAvailable();
      }
      synchronized (this) {
        offered = true;
        signalEnd();
      }
    } catch (IOException | RuntimeException | Error failure) {
      readListener.onError(failure);
    }
  }

  /** The callback may read; so it runs after the call that read the last octet. */
  private void signalEnd() {
    ReadListener readListener = listener;
    if (readListener != null && offered && !ended && isFinished()) {
      ended = true;
      container.getAsyncContext().start(() -> end(readListener));
    }
  }

  private static void end(ReadListener readListener) {
    try {
      readListener.onAllDataRead();
    } catch (IOException | RuntimeException | Error failure) {
      readListener.onError(failure);
    }
  }
}
