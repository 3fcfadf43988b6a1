package io.github.proxymtls.it.matrix;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.samples.configure.FilterFormat;
import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteSettings;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Captures what the proxies of one kind send, in all their forms. */
final class CapturedProxy {

  /**
   * Further forms: a key of the filter, its value, and the part of the file name that distinguishes
   * it.
   */
  private record Variation(String key, String value, String suffix) {}

  private static final List<Variation> VARIATIONS =
      List.of(
          new Variation("proxymtls.format", "rfc9440", ""),
          new Variation("proxymtls.format", "envoy-json", ""),
          new Variation("proxymtls.header.encoding", "percent-pem", "-percent-pem"),
          new Variation("proxymtls.header.encoding", "base64-pem", "-base64-pem"),
          new Variation("proxymtls.header.encoding", "base64-der", "-base64-der"),
          new Variation("proxymtls.header.encoding", "pem", "-pem"));

  /** The listener ports of a site's second proxy. */
  private static final String FOLDER = "proxy-2";

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

  /** Returns the vector files, by their path below the vectors' folder. */
  static Map<String, String> play(ProxyKind kind, Clients clients, Certificates certificates)
      throws Exception {
    CapturedProxy captured = new CapturedProxy(kind, clients, certificates);
    captured.form(SiteSettings.of(kind), "");
    for (Variation variation : VARIATIONS) {
      captured.formIfOffered(
          SiteSettings.of(kind).with(variation.key(), variation.value()), variation.suffix());
    }
    return captured.files;
  }

  private void formIfOffered(SiteSettings settings, String suffix) throws Exception {
    try {
      form(settings, suffix);
    } catch (ConfigurationException notOffered) {
      // This proxy cannot write it: the generator reports that before anything is started.
    }
  }

  private void form(SiteSettings settings, String suffix) throws Exception {
    try (Recorder recorder = Recorder.start(clients.certificates().application());
        Site site = Site.start(settings, clients.certificates());
        Site resuming = Site.start(settings.withSessionResumption(), clients.certificates())) {
      HeaderFormat format = FilterFormat.read(site.file("application/proxymtls.properties"));
      if (known.add(format)) {
        String version = Version.ofNewestProcess(kind);
        Proxy sample = inFrontOf(recorder, site);
        Proxy resumingSample = inFrontOf(recorder, resuming);
        CapturedForm form = new CapturedForm(clients, certificates, format, recorder);
        for (Column column : Column.of(kind)) {
          try (Proxy one = column.beside(sample, site.file(FOLDER));
              Proxy other = column.beside(resumingSample, resuming.file(FOLDER))) {
            String name = "captured-" + kind.label() + suffix + column.fileSuffix() + ".txt";
            files.put(format.name() + "/" + name, form.play(column, version, one, other).text());
          }
        }
      }
    }
  }

  private static Proxy inFrontOf(Recorder recorder, Site site) throws IOException {
    return site.startProxy(Site.CREDENTIAL, site.certificates().proxy(), recorder.port());
  }
}
