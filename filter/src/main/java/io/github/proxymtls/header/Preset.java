package io.github.proxymtls.header;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A known way in which a proxy forwards client certificates: {@code proxymtls.format}.
 *
 * @param format the headers and their grammar
 * @param verified true where the proxy can verify a certificate before it forwards it; false where
 *     it never does, so that {@code client.validation=proxy} would trust nobody's word
 * @param credentialHeader the header in which the proxy can send its Basic credential
 */
public record Preset(HeaderFormat format, boolean verified, String credentialHeader) {

  private static final List<Preset> ALL =
      List.of(
          preset(sslClientCert("nginx")),
          preset(sslClientCert("ingress-nginx")),
          preset(forwardedClientCert("envoy")),
          preset(forwardedClientCert("istio")),
          preset(clientCert("rfc9440")));

  /** Every preset, in the order of the reference. */
  public static List<Preset> all() {
    return ALL;
  }

  /** The preset of that name, spelled as in the configuration; null where there is none. */
  public static @Nullable Preset named(String name) {
    for (Preset preset : ALL) {
      if (preset.format.name().equals(name)) {
        return preset;
      }
    }
    return null;
  }

  private static Preset preset(HeaderFormat format) {
    return new Preset(format, true, "Proxy-Authorization");
  }

  private static HeaderFormat sslClientCert(String name) {
    return new HeaderFormat(
        name,
        "ssl-client-cert",
        null,
        "ssl-client-verify",
        Set.of("SUCCESS"),
        Encoding.PERCENT_PEM,
        Set.of(""));
  }

  private static HeaderFormat forwardedClientCert(String name) {
    String header = "X-Forwarded-Client-Cert";
    return new HeaderFormat(name, header, header, null, Set.of(), Encoding.XFCC, Set.of());
  }

  private static HeaderFormat clientCert(String name) {
    return new HeaderFormat(
        name, "Client-Cert", "Client-Cert-Chain", null, Set.of(), Encoding.RFC9440, Set.of());
  }
}
