package io.github.proxymtls.internal.engine;

import io.github.proxymtls.internal.config.FileContents;
import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.config.FileSource;
import io.github.proxymtls.internal.config.Resource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of one kind on a daemon thread, since a file of a hung mount keeps whoever opens
 * it waiting, and nothing can interrupt that. While one reading hangs no other is begun: there is
 * never more than one thread. For one caller at a time.
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

  /** The files that it reads. */
  List<Resource> files() {
    return files;
  }

  /** Begins to read, unless an earlier reading still hangs. */
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
   * Waits for what was begun; not again for a reading that hung before.
   *
   * @param end of the waiting, by {@link System#nanoTime}
   * @return null where the reading hangs
   */
  @Nullable FileContents await(long end) throws InterruptedException {
    return !hung && join(end - System.nanoTime()) ? read : null;
  }

  /** Gives up; true where no thread is left. */
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
