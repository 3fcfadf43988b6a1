package io.github.proxymtls.benchmarks;

import io.github.proxymtls.Form;
import io.github.proxymtls.testing.PlainRequest;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A request whose header strings are new, as a container makes them for each request. Names, values
 * and form are at hand, so that reading them costs next to nothing.
 */
final class FreshRequest implements PlainRequest {

  /** The octets of a request's header, from which the strings are made. */
  record Template(
      String path, List<String> names, byte[][] values, List<X509Certificate> tls, Form form) {

    /**
     * @param headers names and values in turn
     */
    static Template of(String path, Form form, List<X509Certificate> tls, List<String> headers) {
      String[] names = new String[headers.size() / 2];
      byte[][] values = new byte[names.length][];
      for (int i = 0; i < names.length; i++) {
        names[i] = headers.get(2 * i).intern();
        values[i] = HeaderForm.ascii(headers.get(2 * i + 1));
      }
      return new Template(path, List.of(names), values, tls, form);
    }
  }

  private final Template template;
  private final List<String>[] values;

  @SuppressWarnings({"unchecked", "rawtypes"})
  FreshRequest(Template template) {
    this.template = template;
    values = new List[template.values.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = List.of(new String(template.values[i], StandardCharsets.ISO_8859_1));
    }
  }

  @Override
  public List<String> headers(String name) {
    List<String> names = template.names;
    for (int i = 0; i < values.length; i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        return values[i];
      }
    }
    return List.of();
  }

  @Override
  public Iterable<String> headerNames() {
    return template.names;
  }

  @Override
  public String method() {
    return "POST";
  }

  @Override
  public String path() {
    return template.path;
  }

  @Override
  public List<X509Certificate> tlsCertificates() {
    return template.tls;
  }

  @Override
  public Form form() {
    return template.form;
  }
}
