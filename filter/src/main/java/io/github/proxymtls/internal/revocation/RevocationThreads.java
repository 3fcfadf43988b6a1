package io.github.proxymtls.internal.revocation;

import io.github.proxymtls.internal.revocation.ocsp.HostExecutor;
import io.github.proxymtls.internal.threads.DaemonThreads;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads for revocation checks. A scheduler thread runs every second, and a bounded number of
 * worker threads fetch CRLs and OCSP responses. CRLs and OCSP have separate workers, so that
 * neither delays the other. All threads are daemons and are created on demand.
 *
 * <h2>No OCSP host delays the look-ups at another host</h2>
 *
 * <p>Each host has its own threads and its own queue. The configuration limits the number of hosts.
 */
public final class RevocationThreads implements HostExecutor, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RevocationThreads.class);

  private static final int MAX_LOOK_UPS_AT_ONE_HOST = 16;
  private static final int MAX_FETCHES = 4;
  private static final int MAX_WAITING = 1024;
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final DaemonThreads lookUpThreads = new DaemonThreads("proxymtls-revocation-look-up");
  private final DaemonThreads fetchThreads = new DaemonThreads("proxymtls-revocation-fetch");
  private final DaemonThreads schedule = new DaemonThreads("proxymtls-revocation");

  private final Map<String, ThreadPoolExecutor> lookUps = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor fetches = pool(fetchThreads, MAX_FETCHES);
  private final ScheduledThreadPoolExecutor scheduler =
      new ScheduledThreadPoolExecutor(1, schedule);

  private final AtomicBoolean started = new AtomicBoolean();
  private volatile boolean closed;
  private final Runnable tick;

  /**
   * Creates the pools without starting them.
   *
   * @param tick runs every second after the start; must not block
   */
  public RevocationThreads(Runnable tick) {
    this.tick = tick;
  }

  private static ThreadPoolExecutor pool(DaemonThreads threads, int most) {
    return threads.pool(most, IDLE, new ArrayBlockingQueue<>(MAX_WAITING));
  }

  void start() {
    if (started.compareAndSet(false, true)) {
      var unused = scheduler.scheduleWithFixedDelay(this::guarded, 0, 1, TimeUnit.SECONDS);
    }
  }

  /** Catches every exception, because an uncaught one would end the schedule. */
  private void guarded() {
    try {
      tick.run();
    } catch (RuntimeException | Error defect) {
      LOG.error("event=revocation-refresh-failed", defect);
    }
  }

  @Override
  public void execute(String host, Runnable task) {
    lookUpsAt(host).execute(task);
  }

  /**
   * Executes a task that no request waits for. Requests have priority.
   *
   * @throws RejectedExecutionException if waiting tasks already occupy all threads of the host
   */
  public void executeInBackground(String host, Runnable task) {
    ThreadPoolExecutor own = lookUpsAt(host);
    if (own.getQueue().size() >= MAX_LOOK_UPS_AT_ONE_HOST) {
      throw new RejectedExecutionException();
    }
    own.execute(task);
  }

  private ThreadPoolExecutor lookUpsAt(String host) {
    ThreadPoolExecutor own =
        lookUps.computeIfAbsent(host, it -> pool(lookUpThreads, MAX_LOOK_UPS_AT_ONE_HOST));
    if (closed) {
      own.shutdownNow();
    }
    return own;
  }

  /** Runs the fetch of a CRL on another thread. Returns false if the pool rejects it. */
  boolean fetch(Runnable task) {
    try {
      fetches.execute(task);
      return true;
    } catch (RejectedExecutionException | OutOfMemoryError busy) {
      // The JDK throws OutOfMemoryError if it cannot create a thread.
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    schedule.end(scheduler);
    lookUpThreads.end(lookUps.values());
    fetchThreads.end(fetches);
  }
}
