package io.github.proxymtls.internal.fetch;

import io.github.proxymtls.LookUp;
import java.io.IOException;

/** Receives each look-up after it ended. Thread-safe. */
@FunctionalInterface
public interface LookUpWatch {

  /** Ignores everything. */
  LookUpWatch NONE = (kind, target, answered, nanos) -> {};

  /**
   * Called after a look-up.
   *
   * @param target the URL as logs show it, or the name of the source
   * @param answered false if there was no usable answer
   */
  void done(LookUp kind, String target, boolean answered, long nanos);

  /** Returns a fetcher that tells this watch of each exchange. */
  default Fetcher watching(LookUp kind, Fetcher fetcher) {
    return new Fetcher() {
      @Override
      public byte[] fetch(FetchRequest request) throws IOException {
        long begin = System.nanoTime();
        boolean answered = false;
        try {
          byte[] body = fetcher.fetch(request);
          answered = true;
          return body;
        } finally {
          done(kind, Fetcher.shown(request.uri()), answered, System.nanoTime() - begin);
        }
      }

      @Override
      public void close() {
        fetcher.close();
      }
    };
  }
}
