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
 * Creates the daemon threads of one purpose, and waits for their end, because a servlet container
 * reports threads that an application leaves. Thread-safe.
 */
public final class DaemonThreads implements ThreadFactory {

  private static final Logger LOG = LoggerFactory.getLogger(DaemonThreads.class);
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final String name;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /**
   * Creates the factory without a thread.
   *
   * @param name the name of each thread
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
   * Returns a pool of these threads, which are created on demand.
   *
   * @param most the maximum number of threads
   * @param idle the time after which an idle thread ends
   * @param queue the queue of waiting tasks
   */
  public ThreadPoolExecutor pool(int most, Duration idle, BlockingQueue<Runnable> queue) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(most, most, idle.toMillis(), TimeUnit.MILLISECONDS, queue, this);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * Stops an executor of these threads. Waits for them a short time, and logs those that remain.
   */
  public void end(ExecutorService executor) {
    end(List.of(executor));
  }

  /** Stops several executors together. */
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

  /** Waits for one of these threads a short time. */
  public void join(Thread thread) {
    join(thread, System.nanoTime() + FAREWELL.toNanos());
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
