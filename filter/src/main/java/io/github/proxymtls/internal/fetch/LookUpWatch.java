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

  /**
   * Returns a fetcher that reports each exchange to this watch. An answer that its reader rejects
   * is not usable.
   */
  default Fetcher watching(LookUp kind, Fetcher fetcher) {
    return new Fetcher() {
      @Override
      public byte[] fetch(FetchRequest request) throws IOException {
        return fetch(request, body -> body);
      }

      @Override
      public <T> T fetch(FetchRequest request, BodyReader<T> reader) throws IOException {
        long begin = System.nanoTime();
        boolean answered = false;
        try {
          T read = fetcher.fetch(request, reader);
          answered = true;
          return read;
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
