package io.github.proxymtls.logpolicy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Hands each log line, of Logback and of the JDK's logging, to the open recording. */
final class LogTap {

  private static final AtomicReference<@Nullable Recording> OPEN = new AtomicReference<>();

  private static final UnsynchronizedAppenderBase<ILoggingEvent> LOGBACK =
      new UnsynchronizedAppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          record(LogLine.of(event));
        }
      };

  private static final Handler JDK =
      new Handler() {
        @Override
        public void publish(LogRecord event) {
          record(LogLine.of(event));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private LogTap() {}

  /** Opens a recording and returns the one that was open. */
  static @Nullable Recording open(@Nullable Recording recording) {
    attach();
    return OPEN.getAndSet(recording);
  }

  private static void record(LogLine line) {
    Recording open = OPEN.get();
    if (open != null) {
      open.add(line);
    }
  }

  /** Attaches again, because a test may have set up logging anew. A second call has no effect. */
  private static void attach() {
    LOGBACK.start();
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(LOGBACK);
    java.util.logging.Logger jdk = java.util.logging.Logger.getLogger("");
    jdk.removeHandler(JDK);
    jdk.addHandler(JDK);
  }
}
