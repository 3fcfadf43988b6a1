package io.github.proxymtls.samples.files;

/** An action that runs when the JVM ends, also by a signal, unless it was cancelled. */
public final class ShutdownAction {

  private final Thread hook;

  private ShutdownAction(Thread hook) {
    this.hook = hook;
  }

  /** Registers an action, which must be quick and may run concurrently with others. */
  public static ShutdownAction run(Runnable action) {
    Thread hook = new Thread(action, "at-exit");
    Runtime.getRuntime().addShutdownHook(hook);
    return new ShutdownAction(hook);
  }

  /** Cancels the action. Has no effect if the JVM is already ending. */
  public void cancel() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The action already runs, which is harmless.
    }
  }
}
