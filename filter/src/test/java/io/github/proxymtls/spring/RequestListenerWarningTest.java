package io.github.proxymtls.spring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.proxymtls.logpolicy.AllowedLog;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRequestListener;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.web.context.request.RequestContextListener;

/** The start logs the beans that the container calls before the filter. */
class RequestListenerWarningTest {

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(RequestListenerWarning.class);

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
  }

  @AllowedLog("the container calls the request listeners")
  @Test
  void warnsOfEveryRequestListenerBean() {
    ServletListenerRegistrationBean<ServletRequestListener> disabled =
        new ServletListenerRegistrationBean<>(new ServletRequestListener() {});
    disabled.setEnabled(false);
    Map<String, Object> beans =
        Map.of(
            "springs",
            new RequestContextListener(),
            "registered",
            new ServletListenerRegistrationBean<>(new ServletRequestListener() {}),
            "disabled",
            disabled,
            "another",
            new ServletListenerRegistrationBean<>(new ServletContextListener() {}));

    assertThat(warnings(beans))
        .singleElement()
        .asString()
        .contains("request listeners [registered, springs] before the filter");
  }

  @Test
  void logsNothingWithoutARequestListenerBean() {
    assertThat(warnings(Map.of("another", new Object()))).isEmpty();
  }

  private List<String> warnings(Map<String, Object> beans) {
    new RequestListenerWarning(new StaticListableBeanFactory(beans)).afterSingletonsInstantiated();
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
