package io.github.proxymtls.logpolicy;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that causes a log line at WARN or ERROR without declaring it, or any line that holds
 * a certificate or a secret.
 *
 * <p>A test declares its lines with {@link ExpectedLog} or {@link AllowedLog}. JUnit finds this
 * extension by itself. Tests run one after another; a line belongs to the test during which it is
 * written. A line of another thread may come late: it may also be one that another test of the
 * class declares.
 */
public final class LogPolicy
    implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {

  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(LogPolicy.class);

  /** A recording, and the one that continues after it. */
  private record Turn(Recording recording, @Nullable Recording outer) {}

  @Override
  public void beforeAll(ExtensionContext context) {
    begin(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    begin(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Class<?> type = context.getRequiredTestClass();
    end(
        context,
        Declarations.of(context.getRequiredTestMethod(), type),
        Declarations.anywhereIn(type));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Class<?> type = context.getRequiredTestClass();
    end(context, Declarations.around(type), Declarations.anywhereIn(type));
  }

  private static void begin(ExtensionContext context) {
    Recording recording = new Recording();
    context.getStore(HERE).put(Turn.class, new Turn(recording, LogTap.open(recording)));
  }

  private static void end(ExtensionContext context, Declarations declared, Declarations late) {
    Turn turn = Objects.requireNonNull(context.getStore(HERE).remove(Turn.class, Turn.class));
    LogTap.open(turn.outer());
    if (context.getExecutionException().isEmpty()) {
      turn.recording().check(declared, late);
    }
  }
}
