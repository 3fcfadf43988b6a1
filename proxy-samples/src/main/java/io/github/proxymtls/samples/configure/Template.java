package io.github.proxymtls.samples.configure;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A template for a file of a proxy's configuration. */
final class Template {

  // An undefined name is a defect of the template, also as the name of a section.
  private static final Mustache.Compiler COMPILER =
      Mustache.compiler().escapeHTML(false).strictSections(true).emptyStringIsFalse(true);

  private final com.samskivert.mustache.Template compiled;

  private Template(com.samskivert.mustache.Template compiled) {
    this.compiled = compiled;
  }

  /**
   * Reads the template of a file.
   *
   * @param file the name, such as {@code nginx.conf}
   */
  static Template of(String file) {
    String resource = file + ".mustache";
    try (InputStream in = Template.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no template " + resource);
      }
      return new Template(COMPILER.compile(new InputStreamReader(in, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String fill(Map<String, Object> words) {
    return compiled.execute(words);
  }
}
