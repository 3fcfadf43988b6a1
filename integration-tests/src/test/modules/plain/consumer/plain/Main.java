package consumer.plain;

import io.github.proxymtls.Decision;
import io.github.proxymtls.Form;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.micrometer.ProxyMtlsMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Decides for token requests of a registered client, and prints what was decided. */
public final class Main {

  private Main() {}

  /** Takes the configuration, then the value of Client-Cert for each request. */
  public static void main(String[] arguments) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (ProxyMtls engine =
        ProxyMtls.builder()
            .set("proxymtls.config", arguments[0])
            .listener(new ProxyMtlsMeters(registry))
            .build()) {
      for (String certificate : List.of(arguments).subList(1, arguments.length)) {
        Decision decision = engine.decide(new TokenRequest(certificate));
        if (decision instanceof Decision.Accepted accepted) {
          System.out.println("accepted " + accepted.client().clientId());
        } else if (decision instanceof Decision.Rejected rejected) {
          System.out.println("rejected " + rejected.reason().code());
        }
      }
    }
    System.out.println(
        "counted " + (int) registry.get("proxymtls.decisions").tag("outcome", "accepted").counter().count());
    System.out.println(ProxyMtls.class.getModule());
  }

  private static final class TokenRequest implements RequestFacts {

    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    TokenRequest(String certificate) {
      headers.put("Proxy-Authorization", "Basic ZWRnZS0xOnNlY3JldA==");
      headers.put("Client-Cert", certificate);
      headers.put("Content-Type", "application/x-www-form-urlencoded");
    }

    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String path() {
      return "/oauth2/token";
    }

    @Override
    public String rawPath() {
      return path();
    }

    @Override
    public String query() {
      return null;
    }

    @Override
    public String protocol() {
      return "HTTP/1.1";
    }

    @Override
    public String remoteAddress() {
      return "127.0.0.1";
    }

    @Override
    public boolean addressRewritten() {
      return false;
    }

    @Override
    public boolean tls() {
      return false;
    }

    @Override
    public List<X509Certificate> tlsCertificates() {
      return List.of();
    }

    @Override
    public Iterable<String> headerNames() {
      return headers.keySet();
    }

    @Override
    public List<String> headers(String name) {
      String value = headers.get(name);
      return value == null ? List.of() : List.of(value);
    }

    @Override
    public Form form() {
      return new Form.Parameters(Map.of("client_id", List.of("ledger")));
    }
  }
}
