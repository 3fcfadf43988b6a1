package io.github.proxymtls.it.matrix;

import io.github.proxymtls.internal.header.Encoding;
import io.github.proxymtls.samples.proxy.EnvoyWithNames;
import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A proxy of the matrix.
 *
 * @param writesNames true for an Envoy that also writes the names of the certificate
 */
record Column(ProxyKind kind, boolean writesNames) {

  /** Every kind of proxy for which there is a program. */
  static List<ProxyKind> kinds() {
    return Arrays.stream(ProxyKind.values()).filter(kind -> kind != ProxyKind.EMBEDDED).toList();
  }

  /** Returns those that run side by side in front of a site of that kind. */
  static List<Column> of(ProxyKind kind) {
    Column sample = new Column(kind, false);
    return kind == ProxyKind.ENVOY ? List.of(sample, new Column(kind, true)) : List.of(sample);
  }

  /** Returns the heading in the table. */
  String heading(String version) {
    String program = kind.label().replaceFirst("-[0-9.-]+$", "");
    return program + " " + version + (writesNames ? " with `uri` and `dns`" : "");
  }

  /** Returns the part of the file name that distinguishes it from others of its kind. */
  String fileSuffix() {
    return writesNames ? "-names" : "";
  }

  /**
   * Starts the proxy, after the proxy of the sample runs in front of the same application.
   *
   * @param folder the folder of that proxy
   */
  Proxy beside(Proxy sample, Path folder) throws IOException {
    return writesNames ? EnvoyWithNames.start(folder, sample) : sample;
  }

  /** Returns how names in a certificate change the text of XFCC; null if they do not. */
  @Nullable String injected(Pki.Held client, Clients clients, Encoding encoding) {
    if (!writesNames || encoding != Encoding.XFCC) {
      return null;
    }
    if (client.equals(clients.quotes())) {
      return "xfcc-malformed";
    }
    boolean separators = client.equals(clients.separators()) || client.equals(clients.dnsNames());
    return separators ? "xfcc-ambiguous" : null;
  }
}
