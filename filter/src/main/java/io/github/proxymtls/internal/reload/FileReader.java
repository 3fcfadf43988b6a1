package io.github.proxymtls.internal.reload;

import io.github.proxymtls.internal.config.FileContents;
import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.config.FileSource;
import io.github.proxymtls.internal.config.Resource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of one kind on a daemon thread, because a file on a hanging mount blocks its
 * reader, and nothing can interrupt that. While one read hangs, no other starts: there is never
 * more than one thread. Use it from one thread at a time.
 */
final class FileReader {

  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final FileKind kind;
  private final List<Resource> files;
  private final FileSource source;
  private @Nullable Thread thread;
  private boolean hung;
  private volatile @Nullable FileContents read;

  FileReader(FileKind kind, List<Resource> files, FileSource source) {
    this.kind = kind;
    this.files = List.copyOf(files);
    this.source = source;
  }

  FileKind kind() {
    return kind;
  }

  /** Returns the files that it reads. */
  List<Resource> files() {
    return files;
  }

  /** Starts to read, unless an earlier read still hangs. */
  void begin() {
    hung = thread != null && thread.isAlive();
    if (!hung) {
      read = null;
      thread = new Thread(() -> read = FileContents.read(files, source), name());
      thread.setDaemon(true);
      thread.start();
    }
  }

  private String name() {
    return "proxymtls-read-" + kind.label();
  }

  /**
   * Waits for the result. Does not wait again for a read that hung before.
   *
   * @param end the end of the wait, by {@link System#nanoTime}
   * @return null if the read hangs
   */
  @Nullable FileContents await(long end) throws InterruptedException {
    return !hung && join(end - System.nanoTime()) ? read : null;
  }

  /** Stops; returns true if no thread is left. */
  boolean close() throws InterruptedException {
    if (thread != null) {
      thread.interrupt();
    }
    return join(FAREWELL.toNanos());
  }

  private boolean join(long nanos) throws InterruptedException {
    if (thread == null) {
      return true;
    }
    thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
    return !thread.isAlive();
  }
}
