package io.github.proxymtls.it.matrix;

import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.proxy.TalkativeEnvoy;
import io.github.proxymtls.samples.site.Site;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A proxy of the matrix.
 *
 * @param suffix what tells it from others of its kind, as the table shows it
 */
record Column(ProxyKind kind, String suffix, Start start) {

  /** Gets it running in front of a site. */
  interface Start {
    Proxy in(Site site) throws IOException;
  }

  /** Every kind there is a program of. */
  static List<ProxyKind> kinds() {
    return Arrays.stream(ProxyKind.values()).filter(kind -> kind != ProxyKind.EMBEDDED).toList();
  }

  /** Those that are started with a site of that kind. */
  static List<Column> of(ProxyKind kind) {
    Stream<Column> variants =
        kind == ProxyKind.ENVOY
            ? Stream.of(new Column(kind, " with `uri` and `dns`", TalkativeEnvoy::start))
            : Stream.empty();
    return Stream.concat(Stream.of(new Column(kind, "", Site::proxy)), variants).toList();
  }

  /** As the table shows it. */
  String heading(String version) {
    return kind.label() + " " + version + suffix;
  }
}
