package io.github.proxymtls.benchmarks;

import io.github.proxymtls.Form;
import io.github.proxymtls.ProxyMtls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.slf4j.LoggerFactory;

/**
 * A process that makes an engine and decides on one request. It prints the milliseconds from the
 * construction to the decision. The log is the application's, and ready before.
 */
public final class ColdStart {

  private ColdStart() {}

  /**
   * @param arguments a properties file of the filter, and one with the headers of a request
   */
  public static void main(String[] arguments) throws IOException {
    FreshRequest request = new FreshRequest(template(Path.of(arguments[1])));
    LoggerFactory.getLogger(ColdStart.class).debug("ready");
    long before = System.nanoTime();
    try (ProxyMtls engine = ProxyMtls.builder().set("proxymtls.config", arguments[0]).build()) {
      Accepted.check(engine.decide(request));
      System.out.println("milliseconds " + (System.nanoTime() - before) / 1e6);
    }
  }

  private static FreshRequest.Template template(Path file) throws IOException {
    Properties headers = new Properties();
    try (var in = Files.newBufferedReader(file)) {
      headers.load(in);
    }
    List<String> lines =
        headers.stringPropertyNames().stream()
            .flatMap(name -> List.of(name, headers.getProperty(name)).stream())
            .toList();
    return FreshRequest.Template.of("/a", new Form.None(), List.of(), lines);
  }
}
