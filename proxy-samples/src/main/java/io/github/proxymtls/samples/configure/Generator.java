package io.github.proxymtls.samples.configure;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.internal.config.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes the configuration of a proxy in front of a filter with the given properties. */
public final class Generator {

  private final Target target;
  private final @Nullable CertificateForm form;
  private final @Nullable String profile;
  private final List<String> springProfiles;

  /**
   * @param form the form that the operator expects; null for the one that the properties name
   */
  public Generator(Target target, @Nullable CertificateForm form) {
    this(target, form, null);
  }

  /**
   * @param form see above
   * @param profile the profile of the proxy; null if the properties have at most one
   */
  public Generator(Target target, @Nullable CertificateForm form, @Nullable String profile) {
    this(target, form, profile, List.of());
  }

  /**
   * @param springProfiles the active profiles, if the properties are those of a Spring Boot
   *     application
   */
  public Generator(
      Target target,
      @Nullable CertificateForm form,
      @Nullable String profile,
      List<String> springProfiles) {
    this.springProfiles = List.copyOf(springProfiles);
    this.target = target;
    this.form = form;
    this.profile = profile;
  }

  /**
   * Writes the configuration.
   *
   * @param properties the filter's properties file, or {@code application.yml} or {@code
   *     application.properties} of a Spring Boot application; the files that it names are not
   *     opened
   * @return the files, the main file first
   * @throws ConfigurationException if the properties cannot be used, or not with this proxy
   */
  public List<GeneratedFile> generate(Path properties, ProxyOptions blueprint) {
    return generate(properties, blueprint, false);
  }

  /**
   * Writes only the part that an existing configuration includes: the headers, and the way to the
   * application.
   *
   * @throws IllegalArgumentException if {@link Target#includeFile} is null
   */
  public List<GeneratedFile> generateInclude(Path properties, ProxyOptions blueprint) {
    if (target.includeFile() == null) {
      throw new IllegalArgumentException(
          "is not possible: "
              + target.label()
              + " has no include for the lines of one site; write a whole file");
    }
    return generate(properties, blueprint, true);
  }

  private List<GeneratedFile> generate(Path properties, ProxyOptions blueprint, boolean include) {
    Problems problems = new Problems();
    FilterExpectations filter =
        FilterExpectations.read(properties, springProfiles, profile, problems);
    new CompatibilityCheck(ProxyCapabilities.of(target), filter, blueprint, problems.in(profile))
        .check(form);
    problems.throwIfAny();
    Map<String, Object> words = new HashMap<>(new TemplateValues(target, filter, blueprint).all());
    words.put("include", include);
    List<GeneratedFile> files = new ArrayList<>();
    for (String name : target.files()) {
      String written = include ? Objects.requireNonNull(target.includeFile()) : name;
      files.add(new GeneratedFile(written, Template.of(template(name)).fill(words)));
    }
    String script = ProxyCapabilities.of(target).rfc9440Script();
    if (script != null && CertificateForm.of(filter.format()) == CertificateForm.RFC9440) {
      files.add(new GeneratedFile(script, script(script)));
    }
    return List.copyOf(files);
  }

  /** Both dialects of the Caddyfile come from one template. */
  private static String template(String file) {
    return file.equals("Caddyfile-2.6") ? "Caddyfile" : file;
  }

  /** A script does not depend on the properties, so the sample's own file is used. */
  private String script(String name) {
    String resource = "/samples/" + ProxyCapabilities.of(target).preset() + "/" + name;
    try (InputStream in = Generator.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
