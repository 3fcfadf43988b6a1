package io.github.proxymtls.internal.threads;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the daemon threads of one purpose, and waits for their end: a servlet container reports the
 * threads that an application leaves. Thread-safe.
 */
public final class DaemonThreads implements ThreadFactory {

  private static final Logger LOG = LoggerFactory.getLogger(DaemonThreads.class);
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final String name;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /**
   * Makes none yet.
   *
   * @param name of each thread
   */
  public DaemonThreads(String name) {
    this.name = name;
  }

  @Override
  public Thread newThread(Runnable task) {
    threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
  }

  /**
   * A pool of these threads, which are made when there is something to do.
   *
   * @param most of them at once
   * @param idle after which one ends
   * @param queue where tasks wait
   */
  public ThreadPoolExecutor pool(int most, Duration idle, BlockingQueue<Runnable> queue) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(most, most, idle.toMillis(), TimeUnit.MILLISECONDS, queue, this);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * Ends an executor of these threads. Waits for them, but not for long, and says which is left.
   */
  public void end(ExecutorService executor) {
    end(List.of(executor));
  }

  /** The same for several executors. */
  public void end(Collection<? extends ExecutorService> executors) {
    executors.forEach(ExecutorService::shutdownNow);
    long end = System.nanoTime() + FAREWELL.toNanos();
    for (Thread thread : threads) {
      join(thread, end);
      if (thread.isAlive() && thread != Thread.currentThread()) {
        LOG.warn("event=thread-left name={} what=\"the thread does not end yet\"", name);
      }
    }
  }

  private static void join(Thread thread, long end) {
    try {
      if (thread != Thread.currentThread()) {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
