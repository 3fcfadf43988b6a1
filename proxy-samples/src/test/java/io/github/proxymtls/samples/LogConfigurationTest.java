package io.github.proxymtls.samples;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The log of {@code proxymtls.jar}; the tests have another one. */
class LogConfigurationTest {

  private static LoggerContext configured() throws JoranException {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Path.of("src/main/resources/logback.xml").toFile());
    return context;
  }

  @Test
  void showsTheFiltersEventsWithoutTheContainersChatter() throws JoranException {
    LoggerContext context = configured();

    assertThat(context.getLogger("io.github.proxymtls.ProxyMtls").isInfoEnabled()).isTrue();
    assertThat(context.getLogger("io.github.proxymtls.audit").isInfoEnabled()).isTrue();
    assertThat(context.getLogger("org.eclipse.jetty.server.Server").isInfoEnabled()).isFalse();
    assertThat(context.getLogger("org.apache.catalina").isInfoEnabled()).isFalse();
  }

  @Test
  void writesTheFieldsOfAnAuditEventToStandardError() throws JoranException {
    PrintStream before = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      Logger audit = configured().getLogger("io.github.proxymtls.audit");
      audit.atInfo().addKeyValue("decision", "rejected").addKeyValue("proxy", "edge-1").log("x");
      audit.info("event=started");
    } finally {
      System.setErr(before);
    }
    assertThat(written.toString(StandardCharsets.UTF_8).lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).endsWith("audit x decision=\"rejected\" proxy=\"edge-1\""),
            line -> assertThat(line).endsWith("INFO  audit event=started"));
  }

  @Test
  void writesToStandardErrorAlone() throws JoranException {
    var appender =
        (ConsoleAppender<ILoggingEvent>)
            configured().getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr");

    assertThat(appender.getTarget()).isEqualTo("System.err");
  }
}
