package io.github.proxymtls.internal.decision;

import io.github.proxymtls.Reason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The value that a step of the decision returns, or its refusal.
 *
 * <h2>A refusal has no value</h2>
 *
 * A caller that does not check for a refusal gets an exception, not a value.
 */
public final class Result<T> {

  private final @Nullable T value;
  private final @Nullable Refusal refusal;

  private Result(@Nullable T value, @Nullable Refusal refusal) {
    this.value = value;
    this.refusal = refusal;
  }

  public static <T> Result<T> of(T value) {
    return new Result<>(Objects.requireNonNull(value), null);
  }

  public static <T> Result<T> refused(Refusal refusal) {
    return new Result<>(null, Objects.requireNonNull(refusal));
  }

  public static <T> Result<T> refused(Reason reason, String detail) {
    return refused(new Refusal(reason, detail));
  }

  /** Returns the refusal, or null if there is a value. */
  public @Nullable Refusal refusal() {
    return refusal;
  }

  /**
   * Returns the value.
   *
   * @throws IllegalStateException if the request is refused
   */
  public T value() {
    if (value == null) {
      throw new IllegalStateException("refused");
    }
    return value;
  }

  /** Omits the value, which may be a credential, from logs. */
  @Override
  public String toString() {
    return refusal == null ? "Result[value]" : "Result[" + refusal.reason() + "]";
  }
}
