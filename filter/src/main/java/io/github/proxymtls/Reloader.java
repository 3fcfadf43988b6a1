package io.github.proxymtls;

import io.github.proxymtls.config.Configuration;
import io.github.proxymtls.config.ConfigurationException;
import io.github.proxymtls.config.Problem;
import io.github.proxymtls.config.Resource;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the snapshot in force and replaces it when the content of a configured file changes.
 * Content decides, never a file's date, so that a symbolic link that is swapped counts too. Files
 * that change while they are read are not put in force: they may be of two sets.
 */
final class Reloader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyMtls.class);

  private final List<Resource> resources;
  private final UnaryOperator<Snapshot> load;
  private final ProxyMtlsListener listener;
  private final @Nullable ScheduledExecutorService executor;
  private volatile Snapshot current;
  private String content;
  private String attempted = "";
  private boolean reported;

  /**
   * @param content the {@link #contentOf} the files before {@code first} was loaded
   * @param load makes the successor of a snapshot, or throws
   */
  Reloader(
      Configuration configuration,
      String content,
      Snapshot first,
      UnaryOperator<Snapshot> load,
      ProxyMtlsListener listener) {
    this.resources = configuration.resources();
    this.load = load;
    this.listener = listener;
    this.current = first;
    this.content = content;
    long interval = configuration.reloadInterval().toMillis();
    this.executor = interval == 0 ? null : executor(interval);
  }

  Snapshot current() {
    return current;
  }

  /** Reads the files, and loads a new snapshot where their content changed. */
  synchronized void check() {
    try {
      String now = digest(resources);
      reported &= now.equals(attempted);
      attempted = now;
      if (now.equals(content)) {
        return;
      }
      Snapshot next = load.apply(current);
      if (!digest(resources).equals(now)) {
        LOG.info("event=reload-postponed what=\"files changed while they were read\"");
        return;
      }
      current = next;
      content = now;
      LOG.info("event=reloaded files={}", resources.size());
      listener.reloaded();
    } catch (ConfigurationException unusable) {
      listener.reloadFailed();
      report(unusable);
    } catch (IOException unreadable) {
      listener.reloadFailed();
      LOG.error(
          "event=reload-failed kept=last-good what=\"a configured file cannot be read\" cause={}",
          unreadable.toString());
    } catch (RuntimeException | Error defect) {
      // An exception out of here would end the schedule.
      listener.reloadFailed();
      LOG.error("event=reload-failed kept=last-good", defect);
    }
  }

  /** A broken set is tried again at every check, since its files may have been half written. */
  private void report(ConfigurationException unusable) {
    if (reported) {
      return;
    }
    reported = true;
    for (Problem problem : unusable.problems()) {
      LOG.error(
          "event=reload-failed kept=last-good code={} what=\"{}\" where=\"{}\" fix=\"{}\"",
          problem.code(),
          problem.what(),
          problem.where(),
          problem.fix());
    }
  }

  @Override
  public void close() {
    if (executor != null) {
      executor.shutdownNow();
    }
  }

  private ScheduledExecutorService executor(long interval) {
    ScheduledThreadPoolExecutor scheduler =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "proxymtls-reload");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        scheduler.scheduleWithFixedDelay(this::check, interval, interval, TimeUnit.MILLISECONDS);
    return scheduler;
  }

  /** A digest of every file's content; one that no content has where a file cannot be read. */
  static String contentOf(Configuration configuration) {
    try {
      return digest(configuration.resources());
    } catch (IOException unreadable) {
      return "unreadable: " + unreadable.getMessage();
    }
  }

  private static String digest(List<Resource> resources) throws IOException {
    MessageDigest sha256 = sha256();
    for (Resource resource : resources) {
      sha256.update(sha256().digest(resource.read()));
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
