package io.github.proxymtls.samples.files;

/** Something to do when the JVM ends, be it by a signal, unless it was done before. */
public final class AtExit {

  private final Thread hook;

  private AtExit(Thread hook) {
    this.hook = hook;
  }

  /** Registers an action, which must be quick and may run beside others. */
  public static AtExit run(Runnable action) {
    Thread hook = new Thread(action, "at-exit");
    Runtime.getRuntime().addShutdownHook(hook);
    return new AtExit(hook);
  }

  /** Forgets the action; too late where the JVM is already ending. */
  public void cancel() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The action runs now, which harms nobody.
    }
  }
}
