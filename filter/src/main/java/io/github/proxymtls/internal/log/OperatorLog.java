package io.github.proxymtls.internal.log;

import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.text.EscapedText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPLoggerFactory;

/**
 * Writes the lines that an operator must see: to SLF4J or, if SLF4J has no provider and would drop
 * them, to the log of the servlet context. Thread-safe.
 *
 * <p>Of the lines that are written before there is a context, the first {@value #MOST_KEPT} are
 * kept. The context gets at most {@value #MOST_PER_MINUTE} lines in a minute, and the number of
 * those that were left out.
 */
public final class OperatorLog {

  static final int MOST_KEPT = 100;
  static final int MOST_PER_MINUTE = 60;

  private static final long MINUTE = 60_000_000_000L;

  private static final String ADVICE =
      "WARN event=log-without-provider what=\"SLF4J has no provider: the filter writes its start,"
          + " warnings, reloads and rejections here, at most "
          + MOST_PER_MINUTE
          + " lines a minute, and nothing else anywhere\" fix=\"add a provider of SLF4J 2.0 to the"
          + " application, such as org.slf4j:slf4j-jdk14\"";

  private final boolean provided;
  private final LongSupplier nanoTime;
  private final List<String> kept = new ArrayList<>();
  private @Nullable Consumer<String> context;
  private long minute;
  private int lines;

  /** Creates a log that finds out whether SLF4J has a provider. */
  public OperatorLog() {
    this(!(LoggerFactory.getILoggerFactory() instanceof NOPLoggerFactory), System::nanoTime);
  }

  OperatorLog(boolean provided, LongSupplier nanoTime) {
    this.provided = provided;
    this.nanoTime = nanoTime;
    this.minute = nanoTime.getAsLong();
  }

  /** Writes a line. The format is that of SLF4J. */
  public void write(Level level, Logger logger, String format, @Nullable Object... values) {
    if (provided) {
      // The fluent API does not take the last value as the cause by itself.
      Throwable cause = MessageFormatter.getThrowableCandidate(values);
      logger.atLevel(level).setCause(cause).log(format, values);
    } else {
      writeToContext(level + " " + MessageFormatter.arrayFormat(format, values).getMessage());
    }
  }

  /** Writes a problem. */
  public void write(Level level, Logger logger, String event, Problem problem) {
    write(
        level,
        logger,
        event + " code={} what={} where={} fix={}",
        problem.code(),
        EscapedText.inLog(problem.what()),
        EscapedText.inLog(problem.where()),
        EscapedText.inLog(problem.fix()));
  }

  /**
   * Sets the log of a servlet context, which is used if SLF4J has no provider. The first one stays
   * in use until {@link #take} removes it.
   */
  public synchronized void give(Consumer<String> log) {
    if (!provided && context == null) {
      context = log;
      log.accept(ADVICE);
      kept.forEach(this::writeToContext);
      kept.clear();
    }
  }

  /** Removes the log of a servlet context. */
  public synchronized void take(Consumer<String> log) {
    if (context == log) {
      writeLeftOut(log);
      context = null;
    }
  }

  private synchronized void writeToContext(String line) {
    Consumer<String> log = context;
    if (log == null) {
      if (kept.size() < MOST_KEPT) {
        kept.add(line);
      }
      return;
    }
    long now = nanoTime.getAsLong();
    if (now - minute >= MINUTE) {
      minute = now;
      writeLeftOut(log);
    }
    if (lines++ < MOST_PER_MINUTE) {
      log.accept(line);
    }
  }

  private void writeLeftOut(Consumer<String> log) {
    if (lines > MOST_PER_MINUTE) {
      log.accept("WARN event=lines-left-out count=" + (lines - MOST_PER_MINUTE));
    }
    lines = 0;
  }
}
