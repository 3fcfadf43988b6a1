package io.github.proxymtls.servlet;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** The lines that a logger and those below it write while it is open. */
final class LogCapture extends AppenderBase<ILoggingEvent> implements AutoCloseable {

  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
  private final Logger logger;

  private LogCapture(String logger) {
    this.logger = (Logger) LoggerFactory.getLogger(logger);
  }

  /** Captures what the servlet stage logs. */
  static LogCapture open() {
    return open("io.github.proxymtls.servlet");
  }

  static LogCapture open(String logger) {
    LogCapture capture = new LogCapture(logger);
    capture.start();
    capture.logger.addAppender(capture);
    return capture;
  }

  @Override
  protected void append(ILoggingEvent event) {
    event.getFormattedMessage();
    events.add(event);
  }

  List<ILoggingEvent> events() {
    return events;
  }

  List<String> lines() {
    return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    stop();
  }
}
