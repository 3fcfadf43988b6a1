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
 * The threads that ask about revocation: one that looks every second what is due, and a bounded
 * number that wait for answers, other ones for CRLs than for OCSP: neither holds up the other. All
 * are daemons; there is none before there is something to do.
 *
 * <h2>No OCSP host holds up the look-ups at another</h2>
 *
 * Each host has threads and a queue of its own. There are as many hosts as the configuration
 * allows.
 */
public final class RevocationThreads implements HostExecutor, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RevocationThreads.class);

  private static final int MOST_LOOK_UPS_AT_ONE_HOST = 16;
  private static final int MOST_FETCHES = 4;
  private static final int MOST_WAITING = 1024;
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final DaemonThreads lookUpThreads = new DaemonThreads("proxymtls-revocation-look-up");
  private final DaemonThreads fetchThreads = new DaemonThreads("proxymtls-revocation-fetch");
  private final DaemonThreads schedule = new DaemonThreads("proxymtls-revocation");

  private final Map<String, ThreadPoolExecutor> lookUps = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor fetches = pool(fetchThreads, MOST_FETCHES);
  private final ScheduledThreadPoolExecutor scheduler =
      new ScheduledThreadPoolExecutor(1, schedule);

  private final AtomicBoolean started = new AtomicBoolean();
  private volatile boolean closed;
  private final Runnable tick;

  /**
   * Makes them; nothing runs yet.
   *
   * @param tick what is done every second once they are started; must not wait
   */
  public RevocationThreads(Runnable tick) {
    this.tick = tick;
  }

  private static ThreadPoolExecutor pool(DaemonThreads threads, int most) {
    return threads.pool(most, IDLE, new ArrayBlockingQueue<>(MOST_WAITING));
  }

  void start() {
    if (started.compareAndSet(false, true)) {
      var unused = scheduler.scheduleWithFixedDelay(this::guarded, 0, 1, TimeUnit.SECONDS);
    }
  }

  /** An exception out of here would end the schedule. */
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
   * As {@link #execute}, for what nobody waits for: it lets requests go first.
   *
   * @throws RejectedExecutionException if something waits already that keeps all threads of the
   *     host busy
   */
  public void executeInBackground(String host, Runnable task) {
    ThreadPoolExecutor own = lookUpsAt(host);
    if (own.getQueue().size() >= MOST_LOOK_UPS_AT_ONE_HOST) {
      throw new RejectedExecutionException();
    }
    own.execute(task);
  }

  private ThreadPoolExecutor lookUpsAt(String host) {
    ThreadPoolExecutor own =
        lookUps.computeIfAbsent(host, it -> pool(lookUpThreads, MOST_LOOK_UPS_AT_ONE_HOST));
    if (closed) {
      own.shutdownNow();
    }
    return own;
  }

  /** Fetches a CRL; false where that is refused. */
  boolean fetch(Runnable task) {
    try {
      fetches.execute(task);
      return true;
    } catch (RejectedExecutionException | OutOfMemoryError busy) {
      // The latter is how the platform says that there are no more threads.
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
