package io.github.proxymtls.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Sends prepared requests with {@code wrk} over connections that stay open. */
final class Load {

  private static final String CONNECTIONS = "8";

  /** Each request ends with NUL. */
  private static final String SCRIPT =
      """
      local requests, at = {}, 0
      function init(arguments)
        local file = assert(io.open(arguments[1], "rb"))
        for request in file:read("*a"):gmatch("([^%z]+)") do requests[#requests + 1] = request end
        at = tonumber(arguments[2])
      end
      function request()
        at = at % #requests + 1
        return requests[at]
      end
      function done(summary, latency, requests)
        local errors = summary.errors
        print("result", summary.requests, summary.duration,
          errors.status + errors.connect + errors.read + errors.write + errors.timeout)
      end
      """;

  private final Path script;

  Load(Path folder) throws IOException {
    script = Files.writeString(folder.resolve("load.lua"), SCRIPT);
  }

  /**
   * Returns the requests that were answered in a second.
   *
   * @param requests a file of requests, which begins again after its last one
   * @param before how many requests were sent before; the next one follows them
   */
  double perSecond(int port, Path requests, int seconds, long before)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            "wrk",
            "-t1",
            "-c" + CONNECTIONS,
            "-d" + seconds + "s",
            "-s" + script,
            "http://127.0.0.1:" + port + Setting.TOKEN,
            requests.toString(),
            Long.toString(before));
    try (Child wrk = Child.start(command, Map.of())) {
      for (String line : wrk.lines()) {
        String[] words = line.split("\\s+");
        if (words[0].equals("result")) {
          return rate(words);
        }
      }
      throw new IOException("wrk failed");
    }
  }

  private static double rate(String[] words) throws IOException {
    if (!words[3].equals("0")) {
      throw new IOException(words[3] + " of " + words[1] + " requests failed");
    }
    return Double.parseDouble(words[1]) / Double.parseDouble(words[2]) * 1e6;
  }
}
