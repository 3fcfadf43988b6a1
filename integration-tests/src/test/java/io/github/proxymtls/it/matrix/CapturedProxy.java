package io.github.proxymtls.it.matrix;

import io.github.proxymtls.config.ConfigurationException;
import io.github.proxymtls.header.HeaderFormat;
import io.github.proxymtls.samples.configure.FilterFormat;
import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Plan;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.testing.Pki;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the proxies of one kind send, in every form of theirs. */
final class CapturedProxy {

  /** Further forms: a key of the filter's, its value, and what tells the file from others. */
  private record Variation(String key, String value, String suffix) {}

  private static final List<Variation> VARIATIONS =
      List.of(
          new Variation("proxymtls.format", "rfc9440", ""),
          new Variation("proxymtls.format", "envoy-json", ""),
          new Variation("proxymtls.header.encoding", "percent-pem", "-percent-pem"),
          new Variation("proxymtls.header.encoding", "base64-pem", "-base64-pem"),
          new Variation("proxymtls.header.encoding", "base64-der", "-base64-der"),
          new Variation("proxymtls.header.encoding", "pem", "-pem"));

  private final ProxyKind kind;
  private final Clients clients;
  private final Certificates certificates;
  private final Map<String, String> files = new TreeMap<>();
  private final Set<HeaderFormat> known = new HashSet<>();

  private CapturedProxy(ProxyKind kind, Clients clients, Certificates certificates) {
    this.kind = kind;
    this.clients = clients;
    this.certificates = certificates;
  }

  /** The files of vectors, by their path below the vectors' folder. */
  static Map<String, String> play(ProxyKind kind, Clients clients, Certificates certificates)
      throws Exception {
    CapturedProxy captured = new CapturedProxy(kind, clients, certificates);
    captured.form(Plan.of(kind), "");
    for (Variation variation : VARIATIONS) {
      captured.formIfOffered(
          Plan.of(kind).with(variation.key(), variation.value()), variation.suffix());
    }
    return captured.files;
  }

  private void formIfOffered(Plan plan, String suffix) throws Exception {
    try {
      form(plan, suffix);
    } catch (ConfigurationException notOffered) {
      // This proxy cannot write it: the generator says so before anything is started.
    }
  }

  private void form(Plan plan, String suffix) throws Exception {
    try (Site site = Site.start(plan, clients.cast());
        Site resuming = Site.start(plan.withSessionResumption(), clients.cast())) {
      HeaderFormat format = FilterFormat.read(site.file("application/proxymtls.properties"));
      if (known.add(format)) {
        String version = Version.ofNewestProcess(kind);
        for (Column column : Column.of(kind)) {
          String name = "captured-" + kind.label() + suffix + column.fileSuffix() + ".txt";
          VectorFile file = new VectorFile(format, column.heading(version));
          play(file, column, format, List.of(site, resuming));
          files.put(format.name() + "/" + name, file.text());
        }
      }
    }
  }

  private void play(VectorFile file, Column column, HeaderFormat format, List<Site> sites)
      throws Exception {
    try (Recorder recorder = Recorder.start(clients.cast().application());
        Proxy plain = column.inFrontOf(recorder.port(), sites.get(0));
        Proxy resuming = column.inFrontOf(recorder.port(), sites.get(1))) {
      for (Case what : Case.all()) {
        Proxy proxy = what.way().resumes() ? resuming : plain;
        attempt(what, proxy, format).send();
        List<String> head = recorder.latest();
        if (head == null) {
          file.addRefused(what);
        } else {
          OurLines lines = OurLines.of(format, head);
          file.add(what, lines, expect(what, column, format, lines));
        }
      }
    }
  }

  private Attempt attempt(Case what, Proxy proxy, HeaderFormat format) {
    return new Attempt(
        what,
        proxy,
        clients.cast().serverRoot().certificate(),
        what.client().apply(clients),
        Forgery.of(format),
        "");
  }

  /** What the filter must make of the lines, by what is known of the client. */
  private String expect(Case what, Column column, HeaderFormat format, OurLines lines) {
    String refusal = lines.refusal();
    if (refusal != null) {
      return refusal;
    }
    if (!lines.hasCertificate()) {
      return "absent";
    }
    Pki.Held client = what.client().apply(clients);
    if (client == null) {
      throw new AssertionError(column + ": a certificate from nowhere at " + what.title());
    }
    String injected = column.injected(client, clients);
    return injected == null
        ? certificates.accepted(client, format.chainIncluded() || lines.hasChain())
        : injected;
  }
}
