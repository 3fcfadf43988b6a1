package io.github.proxymtls.samples.configure;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.internal.config.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the configuration of a proxy in front of a filter with given properties. */
public final class Generator {

  private final Target target;
  private final @Nullable Form form;
  private final @Nullable String profile;
  private final List<String> springProfiles;

  /**
   * @param form the form that the operator expects; null: the one that the properties name
   */
  public Generator(Target target, @Nullable Form form) {
    this(target, form, null);
  }

  /**
   * @param form as above
   * @param profile the profile whose proxy it is; null where the properties have at most one
   */
  public Generator(Target target, @Nullable Form form, @Nullable String profile) {
    this(target, form, profile, List.of());
  }

  /**
   * @param springProfiles the active profiles, where the properties are a Spring Boot application's
   */
  public Generator(
      Target target, @Nullable Form form, @Nullable String profile, List<String> springProfiles) {
    this.springProfiles = List.copyOf(springProfiles);
    this.target = target;
    this.form = form;
    this.profile = profile;
  }

  /**
   * Writes it.
   *
   * @param properties the filter's properties file, or {@code application.yml} or {@code
   *     application.properties} of a Spring Boot application; the files that it names are not
   *     opened
   * @return the files, the main one first
   * @throws ConfigurationException if the properties cannot be used, or not with this proxy
   */
  public List<GeneratedFile> generate(Path properties, Blueprint blueprint) {
    Problems problems = new Problems();
    FilterSide filter = FilterSide.read(properties, springProfiles, profile, problems);
    new Match(Abilities.of(target), filter, blueprint, problems.in(profile)).check(form);
    problems.throwIfAny();
    Vocabulary words = new Vocabulary(target, filter, blueprint);
    List<GeneratedFile> files = new ArrayList<>();
    for (String name : target.files()) {
      files.add(new GeneratedFile(name, Template.of(template(name)).fill(words.all())));
    }
    String script = Abilities.of(target).rfc9440Script();
    if (script != null && Form.of(filter.format()) == Form.RFC9440) {
      files.add(new GeneratedFile(script, script(script)));
    }
    return List.copyOf(files);
  }

  /** Both dialects of a Caddyfile come from one template. */
  private static String template(String file) {
    return file.equals("Caddyfile-2.6") ? "Caddyfile" : file;
  }

  /** A script is the same for everybody, so the sample's own file is the source. */
  private String script(String name) {
    String resource = "/samples/" + Abilities.of(target).preset() + "/" + name;
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
