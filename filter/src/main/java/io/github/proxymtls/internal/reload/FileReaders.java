package io.github.proxymtls.internal.reload;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.internal.config.FileContents;
import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.config.FileSource;
import io.github.proxymtls.internal.config.Resource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the configured files, each kind by its own {@link FileReader}. */
public final class FileReaders {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyMtls.class);

  /** The maximum time of a read. */
  public static final Duration LIMIT = Duration.ofSeconds(10);

  /** How often files that changed in between are read again at once. */
  private static final int MOST_READINGS = 3;

  /**
   * The result of a read.
   *
   * @param contents the contents of the kinds that were read in time, and twice with the same
   *     result
   * @param overdue the kinds whose read hangs
   * @param changing the kinds that changed from one read to the next
   */
  record Reading(
      Map<FileKind, FileContents> contents, Set<FileKind> overdue, Set<FileKind> changing) {}

  private final List<FileReader> readers = new ArrayList<>();
  private final Duration limit;

  public FileReaders(Map<FileKind, List<Resource>> files, FileSource source, Duration limit) {
    this.limit = limit;
    files.forEach((kind, ofKind) -> readers.add(new FileReader(kind, ofKind, source)));
  }

  /** Reads every file at the start. A file that cannot be read in time is unreadable. */
  public Map<FileKind, FileContents> readFirst() throws InterruptedException {
    Map<FileKind, FileContents> contents = read(Map.of()).contents();
    for (FileReader reader : readers) {
      contents.computeIfAbsent(
          reader.kind(), kind -> FileContents.read(reader.files(), this::missing));
    }
    return contents;
  }

  private byte[] missing(Resource file) throws IOException {
    throw new IOException("it keeps changing, or nothing was read within " + limit);
  }

  /**
   * Reads every file. If anything differs from {@code known}, reads again until two results are the
   * same. Files that are replaced one after the other, or together with their folder, are thus read
   * as one set.
   */
  Reading read(Map<FileKind, FileContents> known) throws InterruptedException {
    Map<FileKind, FileContents> contents = readOnce();
    Set<FileKind> changing = EnumSet.noneOf(FileKind.class);
    boolean settled = known.entrySet().containsAll(contents.entrySet());
    for (int readings = 1; !settled && readings < MOST_READINGS; readings++) {
      Map<FileKind, FileContents> again = readOnce();
      changing = differing(contents, again);
      settled = changing.isEmpty();
      contents = again;
    }
    Set<FileKind> overdue = EnumSet.noneOf(FileKind.class);
    for (FileReader reader : readers) {
      if (!contents.containsKey(reader.kind())) {
        overdue.add(reader.kind());
      }
    }
    changing.removeAll(overdue);
    contents.keySet().removeAll(changing);
    return new Reading(contents, overdue, changing);
  }

  private Map<FileKind, FileContents> readOnce() throws InterruptedException {
    readers.forEach(FileReader::begin);
    long end = System.nanoTime() + limit.toNanos();
    Map<FileKind, FileContents> contents = new EnumMap<>(FileKind.class);
    for (FileReader reader : readers) {
      FileContents read = reader.await(end);
      if (read != null) {
        contents.put(reader.kind(), read);
      }
    }
    return contents;
  }

  private static Set<FileKind> differing(
      Map<FileKind, FileContents> one, Map<FileKind, FileContents> other) {
    Set<FileKind> differing = EnumSet.noneOf(FileKind.class);
    for (FileKind kind : FileKind.values()) {
      if (!Objects.equals(one.get(kind), other.get(kind))) {
        differing.add(kind);
      }
    }
    return differing;
  }

  /** Stops; reports a read that hangs, because its thread is left. */
  public void close() {
    for (FileReader reader : readers) {
      try {
        if (!reader.close()) {
          LOG.warn(
              "event=thread-left kind={} what=\"a file is still being read, and the thread ends"
                  + " when that does\" fix=\"look at the mount of {}\"",
              reader.kind().label(),
              reader.files());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
