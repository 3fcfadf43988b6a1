package io.github.proxymtls.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class OperatorLogTest {

  private static final Logger LOGGER = LoggerFactory.getLogger(OperatorLogTest.class);
  private static final long MINUTE = 60_000_000_000L;

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final List<String> context = new ArrayList<>();
  private final Consumer<String> servletLog = context::add;
  private final OperatorLog log = new OperatorLog(false, nanos::get);

  @Test
  void givesTheContextWhatWasWrittenBefore() {
    log.write(Level.INFO, LOGGER, "event=started format={}", "nginx");
    log.give(servletLog);
    log.write(Level.WARN, LOGGER, "rejected reason={}", "certificate-required");

    assertThat(context).hasSize(3);
    assertThat(context.get(0)).contains("no provider").contains("slf4j-jdk14");
    assertThat(context.get(1)).isEqualTo("INFO event=started format=nginx");
    assertThat(context.get(2)).isEqualTo("WARN rejected reason=certificate-required");
  }

  @Test
  void leavesOutLinesOverTheRateAndCountsThem() {
    log.give(servletLog);
    write(OperatorLog.MOST_PER_MINUTE + 7);
    assertThat(context).hasSize(1 + OperatorLog.MOST_PER_MINUTE);

    nanos.addAndGet(MINUTE);
    write(1);
    assertThat(context)
        .hasSize(3 + OperatorLog.MOST_PER_MINUTE)
        .contains("WARN event=lines-left-out count=7");
  }

  @Test
  void keepsABoundedNumberOfLinesWithoutAContext() {
    write(OperatorLog.MOST_KEPT + 50);
    nanos.addAndGet(MINUTE);
    log.give(servletLog);
    assertThat(context).hasSize(1 + OperatorLog.MOST_PER_MINUTE);
  }

  @Test
  void writesNothingToAContextThatWasTakenAway() {
    log.give(servletLog);
    log.take(servletLog);
    write(1);
    assertThat(context).hasSize(1);

    List<String> next = new ArrayList<>();
    log.give(next::add);
    assertThat(next).hasSize(2);
  }

  @Test
  void writesNothingToTheContextWhereSlf4jHasAProvider() {
    OperatorLog provided = new OperatorLog();
    provided.give(servletLog);
    provided.write(Level.INFO, LOGGER, "a line");
    assertThat(context).isEmpty();
  }

  private void write(int lines) {
    for (int i = 0; i < lines; i++) {
      log.write(Level.WARN, LOGGER, "line {}", i);
    }
  }
}
