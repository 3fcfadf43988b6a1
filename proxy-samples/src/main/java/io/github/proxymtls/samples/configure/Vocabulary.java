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

/** The names that a template may use, with their values. */
final class Vocabulary {

  /** How many certificates there may be between a client's and its root. */
  static final int DEPTH = 3;

  /** Read by other products, and so by an application that changes from one of them. */
  private static final List<String> MORE =
      List.of(
          "Proxy-Authorization",
          "X-Proxy-Authorization",
          "X-Client-Cert",
          "X-SSL-Cert",
          "ssl_client_escaped_cert");

  private final FilterSide filter;
  private final Blueprint blueprint;
  private final Map<String, Object> words = new HashMap<>();

  Vocabulary(Target target, FilterSide filter, Blueprint blueprint) {
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
    words.put("rfc9440", Form.of(format) == Form.RFC9440);
    words.put("native", Form.of(format) == Form.NATIVE);
    for (Encoding encoding : Encoding.values()) {
      if (encoding != Encoding.RFC9440) {
        words.put(camelCase(encoding.key()), format.encoding() == encoding);
      }
    }
  }

  /** {@code percentPem} of {@code percent-pem}. */
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
    words.put("own", filter.headers().stream().map(Vocabulary::header).toList());
    words.put("companions", filter.companions().all().stream().map(Vocabulary::header).toList());
    words.put("foreign", foreign().map(Vocabulary::header).toList());
  }

  /** What no section of a template is entered for. */
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

  /** What other formats read, every companion header, the twins with hyphens; nothing of ours. */
  private Stream<String> foreign() {
    Set<String> own = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    own.addAll(filter.headers());
    Set<String> foreign = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    foreign.addAll(MORE);
    foreign.addAll(filter.others());
    foreign.addAll(filter.companions().all());
    for (Preset preset : Preset.all()) {
      foreign.addAll(FilterSide.headers(preset.format(), preset.credentialHeader()));
      foreign.addAll(preset.companions());
    }
    Stream.concat(own.stream(), List.copyOf(foreign).stream())
        .forEach(name -> foreign.add(name.replace('_', '-')));
    return foreign.stream().filter(name -> !own.contains(name));
  }

  private void addProof() {
    words.put("basic", filter.credentialHeader() != null);
    putOrFalse("credentialHeader", filter.credentialHeader());
    words.put("authorization", blueprint.authorization());
    words.put("mtls", filter.mtls());
    words.put("resumption", blueprint.sessionResumption());
  }

  private void addListeners() {
    addListener("verified", blueprint.verified());
    addListener("any", blueprint.anyCertificate());
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
