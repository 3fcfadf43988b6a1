package io.github.proxymtls.internal.reload;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.FileContents;
import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.threads.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Holds the current state and replaces it when the content of a configured file changes. The
 * content counts, not the date of a file, so that a swapped symbolic link is detected, too. Files
 * that change while they are read are not used, because they may belong to two sets.
 *
 * <h2>Each kind of file is replaced independently</h2>
 *
 * If files of one kind cannot be used, hang or keep changing, the last good ones of this kind stay
 * in use, and all other kinds are replaced; but see {@link
 * io.github.proxymtls.internal.config.Configuration#inseparableFiles}.
 */
public final class Reloader<S extends ReloadedState> implements AutoCloseable {

  /** Creates the next state from the content of all files. */
  @FunctionalInterface
  public interface Loader<S> {

    /**
     * Loads a state.
     *
     * @throws ConfigurationException if the files cannot be used
     */
    S load(S previous, Map<FileKind, FileContents> files);
  }

  /** A state, and the files from which it was loaded. */
  public record Loaded<S>(S state, Map<FileKind, FileContents> files) {

    private Loaded<S> with(Map<FileKind, FileContents> changes, Loader<S> loader) {
      Map<FileKind, FileContents> all = new EnumMap<>(files);
      all.putAll(changes);
      return new Loaded<>(loader.load(state, all), all);
    }
  }

  private static final Duration REMINDER_INTERVAL = Duration.ofHours(1);

  /** Files that cannot be used, and why. */
  private record Unusable(Map<FileKind, FileContents> changes, List<Problem> problems) {}

  private final FileReaders readers;
  private final Loader<S> loader;
  private final Notices notices;
  private final DaemonThreads threads = new DaemonThreads("proxymtls-reload");
  private final ScheduledExecutorService executor = new ScheduledThreadPoolExecutor(1, threads);
  private final Map<Set<FileKind>, Unusable> reported = new HashMap<>();
  private final Set<FileKind> reportedOverdue = EnumSet.noneOf(FileKind.class);
  private volatile List<Problem> failing = List.of();
  private volatile Loaded<S> current;

  public Reloader(FileReaders readers, Loaded<S> first, Loader<S> loader, Notices notices) {
    this.readers = readers;
    this.loader = loader;
    this.notices = notices;
    this.current = first;
  }

  /** Writes what is in force, and starts to check, unless the interval is zero. */
  public void start() {
    notices.started(current());
    long reminder = REMINDER_INTERVAL.toMillis();
    var unusedReminder =
        executor.scheduleWithFixedDelay(this::remind, reminder, reminder, TimeUnit.MILLISECONDS);
    long interval = current().configuration().reloadInterval().toMillis();
    if (interval > 0) {
      var unused =
          executor.scheduleWithFixedDelay(this::check, interval, interval, TimeUnit.MILLISECONDS);
    }
  }

  public S current() {
    return current.state();
  }

  /** Returns why changed files are not in use. */
  public List<Problem> failing() {
    return failing;
  }

  private List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    reported.values().forEach(unusable -> problems.addAll(unusable.problems()));
    for (FileKind kind : reportedOverdue) {
      problems.add(
          new Problem(
              "reload-overdue",
              "a file of the kind " + kind.label() + " cannot be read to its end",
              kind.key(),
              "look at the mount that it is on"));
    }
    return List.copyOf(problems);
  }

  /** Writes once a day what expires. */
  public synchronized void remind() {
    try {
      notices.remind(current());
    } catch (RuntimeException | Error defect) {
      // An exception would end the schedule.
      notices.write(Level.ERROR, "event=reminder-failed", defect);
    }
  }

  /** Reads the files, and loads a new state if their content changed. */
  public synchronized void check() {
    try {
      FileReaders.Reading reading = readers.read(current.files());
      reportOverdue(reading.overdue());
      if (!reading.changing().isEmpty()) {
        notices.write(
            Level.INFO,
            "event=reload-postponed kinds={} what=\"files changed while they were read\"",
            reading.changing());
      }
      replace(reading);
      failing = problems();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error defect) {
      // An exception would end the schedule.
      notices.listener().reloadFailed();
      notices.write(Level.ERROR, "event=reload-failed kept=last-good", defect);
    }
  }

  /**
   * Tries each group of kinds on its own, so that one that cannot be used does not affect the
   * others.
   */
  private void replace(FileReaders.Reading reading) {
    Map<FileKind, FileContents> usable = new EnumMap<>(FileKind.class);
    Loaded<S> next = null;
    boolean failed = false;
    long begin = System.nanoTime();
    for (Set<FileKind> group : current().configuration().inseparableFiles()) {
      Map<FileKind, FileContents> changes = changes(group, reading);
      Loaded<S> alone = changes.isEmpty() ? null : load(group, changes);
      failed |= alone == null && !changes.isEmpty();
      if (alone != null) {
        next = usable.isEmpty() ? alone : null;
        usable.putAll(changes);
      }
    }
    if (!usable.isEmpty()) {
      S before = current();
      current = next == null ? current.with(usable, loader) : next;
      notices.reloaded(before, current(), usable.keySet());
      notices.listener().reloaded();
    }
    if (failed || !usable.isEmpty()) {
      notices.listener().reloadTook(Duration.ofNanos(System.nanoTime() - begin));
    }
    if (failed) {
      notices.listener().reloadFailed();
    }
  }

  /** Returns the changes of a group; empty if a part of the group was not read. */
  private Map<FileKind, FileContents> changes(Set<FileKind> group, FileReaders.Reading reading) {
    Map<FileKind, FileContents> changes = new EnumMap<>(FileKind.class);
    for (FileKind kind : group) {
      FileContents read = reading.contents().get(kind);
      FileContents inForce = current.files().get(kind);
      if (read == null && inForce != null) {
        return Map.of();
      }
      if (read != null && !read.equals(inForce)) {
        changes.put(kind, read);
      }
    }
    if (changes.isEmpty()) {
      recovered(group);
    }
    return changes;
  }

  private @Nullable Loaded<S> load(Set<FileKind> group, Map<FileKind, FileContents> changes) {
    try {
      Loaded<S> next = current.with(changes, loader);
      recovered(group);
      return next;
    } catch (ConfigurationException unusable) {
      report(group, changes, unusable);
    } catch (RuntimeException | Error defect) {
      notices.write(Level.ERROR, "event=reload-failed kept=last-good kinds={}", group, defect);
    }
    return null;
  }

  /**
   * Tries a broken set again at every check, but logs it once, and a missing file once until it is
   * back.
   */
  private void report(
      Set<FileKind> group, Map<FileKind, FileContents> changes, ConfigurationException unusable) {
    Unusable before = reported.put(group, new Unusable(changes, unusable.problems()));
    if (before != null && before.changes().equals(changes)) {
      return;
    }
    for (Problem problem : unusable.problems()) {
      boolean missing =
          group.stream().anyMatch(kind -> kind.unreadableCode().equals(problem.code()));
      if (!missing || before == null || !before.problems().contains(problem)) {
        notices.write(Level.ERROR, "event=reload-failed kept=last-good", problem);
      }
    }
  }

  /** Writes that files can be used again. */
  private void recovered(Set<FileKind> group) {
    Unusable before = reported.remove(group);
    if (before != null) {
      for (Problem problem : before.problems()) {
        notices.write(
            Level.INFO,
            "event=reload-recovered",
            new Problem(
                problem.code(),
                "no longer: " + problem.what(),
                problem.where(),
                "nothing to do; the file is in use"));
      }
    }
  }

  private void reportOverdue(Set<FileKind> overdue) {
    for (FileKind kind : overdue) {
      notices.listener().reloadOverdue();
      if (reportedOverdue.add(kind)) {
        notices.write(
            Level.ERROR,
            "event=reload-overdue kept=last-good kind={} what=\"a file of this kind cannot be read"
                + " to its end\" fix=\"look at the mount that it is on\"",
            kind.label());
      }
    }
    for (FileKind kind : Set.copyOf(reportedOverdue)) {
      if (!overdue.contains(kind)) {
        reportedOverdue.remove(kind);
        notices.write(
            Level.INFO,
            "event=reload-recovered kind={} what=\"every file of this kind can be read again\"",
            kind.label());
      }
    }
  }

  /** Stops the checks. Returns even if a file hangs; the thread of that file is left. */
  @Override
  public void close() {
    threads.end(executor);
    readers.close();
  }
}
