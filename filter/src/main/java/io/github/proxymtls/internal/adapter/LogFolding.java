package io.github.proxymtls.internal.adapter;

import io.github.proxymtls.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which lines of a minute are written. The first {@value #LINES} with one key are; the
 * others are counted, and one line reports their number when the next minute begins for this log. A
 * minute has at most {@value #ROWS} keys; beyond them lines are counted by reason alone.
 *
 * <p>No caller waits for another. A line that is counted while the minute ends may be missing in
 * the number; the meters count each decision.
 */
final class LogFolding {

  static final int LINES = 10;
  static final int ROWS = 1_024;

  /** What repeated lines have in common. */
  record Key(Reason reason, @Nullable String profile, String peer, @Nullable String thumbprint) {}

  /**
   * Lines that were not written.
   *
   * @param key null if they have more keys than a minute may have
   */
  record Folded(Reason reason, @Nullable Key key, long count) {}

  /** Whether a line is written. */
  enum Line {
    WRITTEN,
    /** Written; later ones of the minute are counted. */
    LAST,
    COUNTED
  }

  private final LongSupplier minutes;
  private final Consumer<Folded> report;
  private final AtomicReference<Window> window;

  /**
   * @param minutes the time in minutes, which never goes back
   * @param report called with the number of lines that were not written
   */
  LogFolding(LongSupplier minutes, Consumer<Folded> report) {
    this.minutes = minutes;
    this.report = report;
    this.window = new AtomicReference<>(new Window(minutes.getAsLong()));
  }

  /** Counts a line, and returns whether it is written. */
  Line next(Key key) {
    long now = minutes.getAsLong();
    Window current = window();
    if (current.minute != now) {
      replace(current, now);
      current = window();
    }
    return current.next(key);
  }

  /** Reports what the current minute has counted. */
  void flush() {
    replace(window(), minutes.getAsLong());
  }

  private Window window() {
    return Objects.requireNonNull(window.get());
  }

  private void replace(Window old, long now) {
    if (window.compareAndSet(old, new Window(now))) {
      old.report(report);
    }
  }

  private static final class Window {

    private final long minute;
    private final Map<Key, AtomicLong> rows = new ConcurrentHashMap<>();
    private final AtomicInteger reserved = new AtomicInteger();
    private final Map<Reason, AtomicLong> beyond = new EnumMap<>(Reason.class);

    Window(long minute) {
      this.minute = minute;
      for (Reason reason : Reason.values()) {
        beyond.put(reason, new AtomicLong());
      }
    }

    Line next(Key key) {
      AtomicLong row = rows.get(key);
      if (row == null && !reserve()) {
        beyond(key.reason()).incrementAndGet();
        return Line.COUNTED;
      }
      long count =
          (row == null ? rows.computeIfAbsent(key, it -> new AtomicLong()) : row).incrementAndGet();
      return count < LINES ? Line.WRITTEN : count == LINES ? Line.LAST : Line.COUNTED;
    }

    private boolean reserve() {
      return reserved.get() < ROWS && reserved.incrementAndGet() <= ROWS;
    }

    private AtomicLong beyond(Reason reason) {
      return Objects.requireNonNull(beyond.get(reason));
    }

    void report(Consumer<Folded> report) {
      rows.forEach(
          (key, count) -> report(new Folded(key.reason(), key, count.get() - LINES), report));
      beyond.forEach((reason, count) -> report(new Folded(reason, null, count.get()), report));
    }

    private static void report(Folded folded, Consumer<Folded> report) {
      if (folded.count() > 0) {
        report.accept(folded);
      }
    }
  }
}
