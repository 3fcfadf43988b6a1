package io.github.proxymtls.internal.header;

import io.github.proxymtls.benchmarks.MeasurementSettings;
import io.github.proxymtls.testing.PlainRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.tomcat.util.http.MimeHeaders;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.Blackhole;

/** The search of a request's header names, against a loop over them, in Tomcat. */
public class ScanBenchmark extends MeasurementSettings {

  private static final List<String> NAMES =
      List.of(
          "host",
          "user-agent",
          "accept",
          "accept-encoding",
          "accept-language",
          "cache-control",
          "content-type",
          "content-length",
          "cookie",
          "traceparent",
          "x-request-id",
          "x-forwarded-for",
          "x-forwarded-proto",
          "proxy-authorization",
          "ssl-client-verify",
          "ssl-client-cert");

  private Request container;
  private ReservedHeaders reserved;

  @Setup(Level.Trial)
  public void prepare() {
    org.apache.coyote.Request received = new org.apache.coyote.Request();
    MimeHeaders headers = received.getMimeHeaders();
    for (String name : NAMES) {
      byte[] octets = name.getBytes(StandardCharsets.US_ASCII);
      headers.addValue(octets, 0, octets.length).setString("value");
    }
    container = new Request(new Connector(), received);
    reserved =
        new ReservedHeaders(List.of(Preset.named("nginx").format()), Set.of("Proxy-Authorization"));
  }

  @Benchmark
  public void loop(Blackhole blackhole) {
    Enumeration<String> names = container.getHeaderNames();
    while (names.hasMoreElements()) {
      blackhole.consume(names.nextElement());
    }
  }

  @Benchmark
  public FoundHeaders filter() {
    return reserved.find(new Names(container));
  }

  /** Reads names as the filter does. */
  private record Names(Request container) implements PlainRequest {

    @Override
    public Iterable<String> headerNames() {
      return Collections.list(container.getHeaderNames());
    }

    @Override
    public List<String> headers(String name) {
      return Collections.list(container.getHeaders(name));
    }
  }
}
