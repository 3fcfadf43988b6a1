package io.github.proxymtls.benchmarks;

import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.testing.Pki;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What the binding of a client, one of a thousand, takes on top of the decision on a certificate
 * that is known.
 */
public class ClientBenchmark extends MeasurementSettings {

  private static final String SUBJECT = "CN=svc-500,OU=Payments,O=Example Bank,L=Bern,C=CH";
  private static final String OTHER_THUMBPRINT = "A".repeat(43);
  private static final int OTHER_KEYS = 20;

  /** By what a client is registered. */
  public enum Registered {
    SUBJECT_DN,
    SAN_DNS,
    SAN_URI,
    SAN_EMAIL,
    SAN_IP,
    CERTIFICATE,
    LOOKED_UP
  }

  @Param public Registered registered;

  private ProxyMtls engine;
  private Request posting;
  private Request client;

  @Setup(Level.Trial)
  public void prepare() {
    Pki.Authority root = Pki.create().root("Root");
    Pki.Held leaf =
        root.client("svc-500")
            .subject(SUBJECT)
            .dns("a.example")
            .dns("svc-500.example")
            .uri("spiffe://example/svc-500")
            .email("svc-500@example.org")
            .ip("10.0.0.1")
            .issue();
    ProxyMtls.Builder builder =
        Engine.basic(root).set("proxymtls.binding.client-authentication", "/token");
    engine =
        (registered == Registered.LOOKED_UP
                ? builder.clientRegistry(id -> registration(leaf))
                : builder.set("proxymtls.binding.clients", Engine.file("c.json", clients(leaf))))
            .build();
    posting = Request.to("/a").byBasic().of(leaf, List.of()).posting("client_id", "svc-500");
    client = posting.at("/token");
    for (Decision decision : List.of(formAlone(), known())) {
      Accepted.check(decision);
    }
  }

  private String clients(Pki.Held leaf) {
    return IntStream.range(0, 1000)
        .mapToObj(
            i ->
                i == 500
                    ? registration(leaf)
                    : """
                    {"client_id":"svc-%1$d","token_endpoint_auth_method":"tls_client_auth",
                    "tls_client_auth_subject_dn":"CN=svc-%1$d"}
                    """
                        .formatted(i))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private String registration(Pki.Held leaf) {
    String method =
        registered == Registered.CERTIFICATE ? "self_signed_tls_client_auth" : "tls_client_auth";
    return "{\"client_id\":\"svc-500\",\"token_endpoint_auth_method\":\"%s\",%s}"
        .formatted(method, names(leaf));
  }

  private String names(Pki.Held leaf) {
    return switch (registered) {
      case SUBJECT_DN -> "\"tls_client_auth_subject_dn\":\"" + SUBJECT + "\"";
      case SAN_DNS, LOOKED_UP -> "\"tls_client_auth_san_dns\":\"SVC-500.example\"";
      case SAN_URI -> "\"tls_client_auth_san_uri\":\"spiffe://example/svc-500\"";
      case SAN_EMAIL -> "\"tls_client_auth_san_email\":\"svc-500@EXAMPLE.org\"";
      case SAN_IP -> "\"tls_client_auth_san_ip\":\"10.0.0.1\"";
      case CERTIFICATE ->
          "\"jwks\":{\"keys\":[%s%s]}"
              .formatted((key(OTHER_THUMBPRINT) + ",").repeat(OTHER_KEYS), key(leaf.thumbprint()));
    };
  }

  private static String key(String thumbprint) {
    return "{\"x5t#S256\":\"" + thumbprint + "\"}";
  }

  /** The client's request to a path that requires only the certificate. */
  @Benchmark
  public Decision formAlone() {
    return engine.decide(posting);
  }

  @Benchmark
  public Decision known() {
    return engine.decide(client);
  }
}
