package io.github.proxymtls.logpolicy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * One line of the log.
 *
 * @param severe true from WARN on
 * @param text logger, message and the messages of the exception and its causes
 * @param thread the name of the thread that wrote it
 */
record LogLine(boolean severe, String text, String thread) {

  static LogLine of(ILoggingEvent event) {
    return new LogLine(
        event.getLevel().isGreaterOrEqual(Level.WARN),
        event.getLoggerName()
            + ": "
            + event.getFormattedMessage()
            + failures(event.getThrowableProxy()),
        event.getThreadName());
  }

  static LogLine of(LogRecord event) {
    StringBuilder failures = new StringBuilder();
    for (Throwable failure = event.getThrown(); failure != null; failure = failure.getCause()) {
      failures.append(" | ").append(failure);
    }
    return new LogLine(
        event.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue(),
        event.getLoggerName() + ": " + new SimpleFormatter().formatMessage(event) + failures,
        Thread.currentThread().getName());
  }

  private static String failures(@Nullable IThrowableProxy first) {
    StringBuilder failures = new StringBuilder();
    for (IThrowableProxy failure = first; failure != null; failure = failure.getCause()) {
      failures
          .append(" | ")
          .append(failure.getClassName())
          .append(": ")
          .append(failure.getMessage());
    }
    return failures.toString();
  }
}
