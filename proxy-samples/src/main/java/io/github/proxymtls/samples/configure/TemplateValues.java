package io.github.proxymtls.samples.configure;

import io.github.proxymtls.internal.header.Encoding;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.Preset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The values that a template may use, by name. */
final class TemplateValues {

  /** The maximum number of certificates between a client certificate and its root. */
  static final int DEPTH = 3;

  /**
   * Headers that other products read, and that an application may still read after a change of
   * product.
   */
  private static final List<String> MORE =
      List.of(
          "Proxy-Authorization",
          "X-Proxy-Authorization",
          "X-Client-Cert",
          "X-SSL-Cert",
          "ssl_client_escaped_cert");

  /**
   * Headers besides {@code X-Forwarded-For} and {@code -Proto} in which applications look for the
   * client's connection.
   */
  private static final List<String> FORWARDED =
      List.of(
          "Forwarded",
          "X-Forwarded-Host",
          "X-Forwarded-Port",
          "X-Forwarded-Prefix",
          "X-Forwarded-Ssl",
          "X-Real-IP");

  private final FilterExpectations filter;
  private final ProxyOptions blueprint;
  private final Map<String, Object> words = new HashMap<>();

  TemplateValues(Target target, FilterExpectations filter, ProxyOptions blueprint) {
    this.filter = filter;
    this.blueprint = blueprint;
    words.put("caddy26", target == Target.CADDY_2_6);
    addFormat(filter.format());
    addHeaders();
    addProof();
    addListeners();
    addBackend();
    addFiles();
  }

  Map<String, Object> all() {
    return Map.copyOf(words);
  }

  private void addFormat(HeaderFormat format) {
    words.put("format", format.name());
    words.put("rfc9440", CertificateForm.of(format) == CertificateForm.RFC9440);
    words.put("native", CertificateForm.of(format) == CertificateForm.NATIVE);
    for (Encoding encoding : Encoding.values()) {
      if (encoding != Encoding.RFC9440) {
        words.put(camelCase(encoding.key()), format.encoding() == encoding);
      }
    }
  }

  /** Returns {@code percentPem} for {@code percent-pem}. */
  private static String camelCase(String key) {
    StringBuilder name = new StringBuilder();
    for (String word : key.split("-", -1)) {
      name.append(
          name.isEmpty()
              ? word
              : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return name.toString();
  }

  private void addHeaders() {
    HeaderFormat format = filter.format();
    words.put("certificateHeader", format.certificate());
    putOrFalse("chainHeader", filter.chainHeader());
    putOrFalse("chainPrefix", format.chainPrefix());
    putOrFalse("verifyHeader", format.verify());
    words.put("chainIndexes", IntStream.range(0, DEPTH).boxed().toList());
    words.put("depth", DEPTH);
    words.put("depthWithAnchor", DEPTH + 1);
    words.put("own", filter.headers().stream().map(TemplateValues::header).toList());
    words.put(
        "companions", filter.companions().all().stream().map(TemplateValues::header).toList());
    words.put("forwarded", FORWARDED.stream().map(TemplateValues::header).toList());
    words.put("headersToRemove", headersToRemove().map(TemplateValues::header).toList());
  }

  /** The value for which no section of a template is rendered. */
  private void putOrFalse(String name, @Nullable String value) {
    words.put(name, value == null ? false : value);
  }

  private static Map<String, String> header(String name) {
    return Map.of(
        "name", name,
        "lower", name.toLowerCase(Locale.ROOT),
        "underscored", name.replace('-', '_'),
        "dotted", name.replace('-', '.').replace('_', '.'));
  }

  /**
   * Returns the headers to remove: those of other formats, every companion header, and their
   * variants with hyphens; without the filter's own headers.
   */
  private Stream<String> headersToRemove() {
    Set<String> own = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    own.addAll(filter.headers());
    Set<String> headers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    headers.addAll(MORE);
    headers.addAll(filter.others());
    headers.addAll(filter.companions().all());
    for (Preset preset : Preset.all()) {
      headers.addAll(FilterExpectations.headers(preset.format(), preset.credentialHeader()));
      headers.addAll(preset.companions());
    }
    Stream.concat(own.stream(), List.copyOf(headers).stream())
        .forEach(name -> headers.add(name.replace('_', '-')));
    return headers.stream().filter(name -> !own.contains(name));
  }

  private void addProof() {
    words.put("basic", filter.credentialHeader() != null);
    putOrFalse("credentialHeader", filter.credentialHeader());
    words.put("authorization", blueprint.authorization());
    words.put("mtls", filter.mtls());
    words.put("resumption", blueprint.sessionResumption());
    words.put("webSocket", blueprint.webSocket());
  }

  private void addListeners() {
    addListener("verified", blueprint.verified());
    Endpoint any = blueprint.anyCertificate();
    if (any == null && filter.pins()) {
      any = blueprint.verified().next();
    }
    words.put("any", any != null);
    if (any != null) {
      addListener("any", any);
    }
  }

  private void addListener(String name, Endpoint endpoint) {
    words.put(name + "Address", endpoint.address());
    words.put(name + "Port", endpoint.port());
    words.put(name + "Listen", endpoint.toString());
  }

  private void addBackend() {
    Backend backend = blueprint.backend();
    words.put("tls", backend.tls());
    words.put("backendHost", backend.host());
    words.put("backendIsAddress", backend.isAddress());
    words.put("backendPort", backend.port());
    words.put("backendAddress", backend.address());
    words.put("backendName", backend.name());
    words.put("backendHasOtherName", !backend.name().equals(backend.host()));
  }

  private void addFiles() {
    file("serverCertificate", "server.pem");
    file("serverKey", "server.key");
    file("serverIdentity", "server-identity.pem");
    file("clientCa", "client-ca.pem");
    file("proxyCertificate", "proxy.pem");
    file("proxyKey", "proxy.key");
    file("proxyIdentity", "proxy-identity.pem");
    file("applicationCa", "application-ca.pem");
  }

  private void file(String word, String name) {
    words.put(word, blueprint.folder() + name);
  }
}
