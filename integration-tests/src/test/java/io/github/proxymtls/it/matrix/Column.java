package io.github.proxymtls.it.matrix;

import io.github.proxymtls.internal.header.Encoding;
import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.proxy.TalkativeEnvoy;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A proxy of the matrix.
 *
 * @param talkative true for Envoy where it also tells of the names in the certificate
 */
record Column(ProxyKind kind, boolean talkative) {

  /** Every kind there is a program of. */
  static List<ProxyKind> kinds() {
    return Arrays.stream(ProxyKind.values()).filter(kind -> kind != ProxyKind.EMBEDDED).toList();
  }

  /** Those that run beside each other in front of a site of that kind. */
  static List<Column> of(ProxyKind kind) {
    Column sample = new Column(kind, false);
    return kind == ProxyKind.ENVOY ? List.of(sample, new Column(kind, true)) : List.of(sample);
  }

  /** As the table shows it. */
  String heading(String version) {
    String program = kind.label().replaceFirst("-[0-9.-]+$", "");
    return program + " " + version + (talkative ? " with `uri` and `dns`" : "");
  }

  /** What tells its file from the others of its kind. */
  String fileSuffix() {
    return talkative ? "-names" : "";
  }

  /**
   * Gets it running, once the proxy of the sample runs in front of the same.
   *
   * @param folder of that proxy
   */
  Proxy beside(Proxy sample, Path folder) throws IOException {
    return talkative ? TalkativeEnvoy.start(folder, sample) : sample;
  }

  /** What the names in a certificate do to the text of XFCC; null where they do nothing. */
  @Nullable String injected(Pki.Held client, Clients clients, Encoding encoding) {
    if (!talkative || encoding != Encoding.XFCC) {
      return null;
    }
    if (client.equals(clients.quotes())) {
      return "xfcc-malformed";
    }
    boolean separators = client.equals(clients.separators()) || client.equals(clients.dnsNames());
    return separators ? "xfcc-ambiguous" : null;
  }
}
