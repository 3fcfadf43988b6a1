package io.github.proxymtls.logpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogPolicyTest {

  private static final Logger LOG = LoggerFactory.getLogger(LogPolicyTest.class);

  @Test
  void failsATestWithAnUndeclaredWarningOrError() {
    assertThat(problem(Sample.class, "warns"))
        .contains("is not declared by @ExpectedLog or @AllowedLog", "event=sample");
    assertThat(problem(Sample.class, "warnsInAnotherThread")).contains("event=other-sample");
    assertThat(problem(Sample.class, "warnsThroughTheLoggingOfTheJdk")).contains("event=jdk");
    assertThat(problem(Sample.class, "warnsOfAFailure")).contains("event=failure", "what failed");
  }

  @Test
  void passesATestThatDeclaresItsLines() {
    assertThat(problem(Sample.class, "declares")).isNull();
    assertThat(problem(Sample.class, "allows")).isNull();
    assertThat(problem(Sample.class, "informs")).isNull();
    assertThat(problem(Allowing.class, "warns")).isNull();
  }

  @Test
  void failsATestWithoutTheLineThatItExpects() {
    assertThat(problem(Sample.class, "expectsInVain"))
        .contains("No log line holds what @ExpectedLog declares: event=never");
  }

  @Test
  void expectsTheLinesOfTheClassInEachTestWithoutItsOwn() {
    assertThat(problem(Expecting.class, "warns")).isNull();
    assertThat(problem(Expecting.class, "declares")).isNull();
    assertThat(problem(Expecting.class, "informs"))
        .contains("No log line holds what @ExpectedLog declares: event=sample");
  }

  @Test
  void failsATestThatLogsASecretAtAnyLevel() {
    assertThat(problem(Sample.class, "informsOfASecret"))
        .contains("holds a certificate or a secret");
  }

  @Test
  void failsAClassThatWarnsBeforeItsTests() {
    assertThat(problem(WarningFirst.class, "passes")).contains("event=first");
  }

  private static @Nullable String problem(Class<?> type, String method) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectMethod(type, method)).build();
    Failures failures = new Failures();
    LauncherFactory.create(
            LauncherConfig.builder().enableTestExecutionListenerAutoRegistration(false).build())
        .execute(request, failures);
    assertThat(failures.finished).isPositive();
    return failures.first;
  }

  private static final class Failures implements TestExecutionListener {

    private int finished;
    private @Nullable String first;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        finished++;
      }
      result.getThrowable().ifPresent(failure -> first = failure.getMessage());
    }
  }

  static class Sample {

    @Test
    void warns() {
      LOG.warn("event=sample");
    }

    @Test
    void warnsInAnotherThread() {
      CompletableFuture.runAsync(() -> LOG.error("event=other-sample")).join();
    }

    @Test
    void warnsThroughTheLoggingOfTheJdk() {
      java.util.logging.Logger.getLogger("sample").warning("event=jdk");
    }

    @Test
    void warnsOfAFailure() {
      LOG.warn(
          "event=failure", new IllegalStateException(new IllegalArgumentException("what failed")));
    }

    @Test
    @ExpectedLog("event=declared")
    void declares() {
      LOG.warn("event=declared");
    }

    @Test
    @AllowedLog("event=allowed")
    void allows() {
      LOG.warn("event=allowed");
    }

    @Test
    void informs() {
      LOG.info("event=information");
    }

    @Test
    @ExpectedLog("event=never")
    void expectsInVain() {
      LOG.info("event=never");
    }

    @Test
    void informsOfASecret() {
      LOG.info("password=" + Secrets.MARK);
    }
  }

  @AllowedLog("event=sample")
  static class Allowing extends Sample {}

  @ExpectedLog("event=sample")
  static class Expecting extends Sample {}

  static class WarningFirst {

    @BeforeAll
    static void warn() {
      LOG.warn("event=first");
    }

    @Test
    void passes() {
      assertThat(LOG.isWarnEnabled()).isTrue();
    }
  }
}
