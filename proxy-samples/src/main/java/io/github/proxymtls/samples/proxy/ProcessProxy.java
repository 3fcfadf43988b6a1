package io.github.proxymtls.samples.proxy;

import io.github.proxymtls.samples.files.ShutdownAction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A proxy that runs as a process of its own and is stopped by its process id. */
final class ProcessProxy implements Proxy {

  /** Writes the configuration for two ports and returns the command that starts the program. */
  interface Launch {
    List<String> command(Ports ports) throws IOException;
  }

  private static final int ATTEMPTS = 3;
  private static final Duration START = Duration.ofSeconds(20);
  private static final Duration STOP = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(20);

  private final Process process;
  private final Ports ports;
  private final ShutdownAction atExit;

  private ProcessProxy(Process process, Ports ports) {
    this.process = process;
    this.ports = ports;
    this.atExit = ShutdownAction.run(process::destroy);
  }

  /** Starts a program. If it ends at once, starts it again with other ports. */
  static ProcessProxy start(Path folder, Launch launch) throws IOException {
    Path log = folder.resolve("proxy.log");
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      ProcessProxy proxy = attempt(folder, launch, log);
      if (proxy != null) {
        return proxy;
      }
    }
    throw new IOException(
        "the proxy does not start:\n" + Files.readString(log, StandardCharsets.UTF_8));
  }

  private static @Nullable ProcessProxy attempt(Path folder, Launch launch, Path log)
      throws IOException {
    Ports ports = Ports.free();
    Process process =
        new ProcessBuilder(launch.command(ports))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    ProcessProxy proxy = new ProcessProxy(process, ports);
    process.getOutputStream().close();
    if (proxy.listens()) {
      return proxy;
    }
    proxy.close();
    return null;
  }

  private boolean listens() {
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < deadline && !ended(POLL)) {
      if (ports.answer()) {
        return process.isAlive();
      }
    }
    return false;
  }

  private boolean ended(Duration within) {
    try {
      return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  @Override
  public int port(Listener listener) {
    return ports.of(listener);
  }

  @Override
  public void close() {
    process.destroy();
    if (!ended(STOP)) {
      process.destroyForcibly();
    }
    atExit.cancel();
  }
}
