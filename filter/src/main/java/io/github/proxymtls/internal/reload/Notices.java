package io.github.proxymtls.internal.reload;

import io.github.proxymtls.Problem;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.log.OperatorLog;
import io.github.proxymtls.internal.text.EscapedText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes to the operator's log what is in force, what changed, and what is about to fail: at the
 * start, after each reload and once a day. Use it from one thread at a time.
 */
public final class Notices {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyMtls.class);
  private static final Duration DAY = Duration.ofDays(1);

  private final OperatorLog log;
  private final Clock clock;
  private final ProxyMtlsListener listener;
  private Instant lastReminder = Instant.MIN;

  public Notices(OperatorLog log, Clock clock, ProxyMtlsListener listener) {
    this.log = log;
    this.clock = clock;
    this.listener = listener;
  }

  /** Returns the listeners, which count what happens. */
  ProxyMtlsListener listener() {
    return listener;
  }

  /** Writes the line about the start, and all warnings. */
  void started(ReloadedState state) {
    write(Level.INFO, EscapedText.message(StartLine.of(state.configuration())));
    warn(state.warnings());
    warnOfEnds(state);
  }

  /** Writes what a reload changed, the warnings that are new, and what expires. */
  void reloaded(ReloadedState before, ReloadedState after, Set<FileKind> kinds) {
    FileChanges changes =
        FileChanges.between(before.files().entries(kinds), after.files().entries(kinds));
    write(
        Level.INFO,
        "event=reloaded kinds={} added={} gone={} changed={}",
        kinds.stream().map(FileKind::label).toList(),
        EscapedText.inLog(String.join(", ", changes.added())),
        EscapedText.inLog(String.join(", ", changes.gone())),
        EscapedText.inLog(String.join(", ", changes.changed())));
    List<Problem> known = before.warnings();
    warn(after.warnings().stream().filter(warning -> !known.contains(warning)).toList());
    warnOfEnds(after);
  }

  /** Writes what expires, unless less than a day has passed since the last time. */
  void remind(ReloadedState state) {
    if (!clock.instant().isBefore(lastReminder.plus(DAY))) {
      warnOfEnds(state);
    }
  }

  private void warnOfEnds(ReloadedState state) {
    lastReminder = clock.instant();
    warn(state.files().warnings(lastReminder));
  }

  private void warn(List<Problem> warnings) {
    for (Problem warning : warnings) {
      log.write(Level.WARN, LOG, "event=configuration-warning", warning);
    }
  }

  /** Writes that files of these kinds cannot be used, or can be used again. */
  void write(Level level, String event, Problem problem) {
    log.write(level, LOG, event, problem);
  }

  void write(Level level, String format, Object... values) {
    log.write(level, LOG, format, values);
  }
}
