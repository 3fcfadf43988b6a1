package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.internal.adapter.AdapterEngine;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.config.RevocationSettings;
import io.github.proxymtls.internal.config.reader.EffectiveValue;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.samples.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Explains a configuration: its problems, its values, and what its files hold. */
public final class ConfigurationExamination {

  private static final Set<FileKind> AUTHORITIES =
      EnumSet.of(FileKind.TRUST_ANCHORS, FileKind.INTERMEDIATES);

  private final Report report;
  private final Clock clock = Clock.systemUTC();

  /**
   * @param report receives the findings
   */
  public ConfigurationExamination(Report report) {
    this.report = report;
  }

  /**
   * What surrounds the filter.
   *
   * @param credential the file with a proxy's {@code user:password}, or null
   * @param container the servlet container, or null if it is not known
   */
  public record Surroundings(@Nullable Path credential, @Nullable ContainerLimit container) {}

  /**
   * Examines a configuration with all files that it names.
   *
   * @throws ConfigurationException with all problems
   * @throws IOException if the credential cannot be read
   */
  public void examine(SettingsFile file, Surroundings surroundings) throws IOException {
    addValues(EffectiveValue.of(file.settings(new Problems())));
    try (AdapterEngine engine = ToolEngine.start(file)) {
      Configuration configuration = engine.rules().configuration();
      configuration.profiles().forEach(this::addHeaders);
      report.addWarnings(engine.warnings(clock.instant()));
      List<FileEntry> entries =
          engine.entries().stream()
              .sorted(Comparator.comparing(FileEntry::kind).thenComparing(FileEntry::name))
              .toList();
      entries.forEach(this::addEnd);
      addCrls(configuration, entries);
      if (surroundings.credential() != null) {
        byte[] credential = Input.read(surroundings.credential());
        report.add(CredentialCheck.load(configuration.profiles(), clock).ofFile(credential));
      }
      if (surroundings.container() != null) {
        report.add(surroundings.container().compare(configuration.limits()));
      }
    }
  }

  private void addValues(List<EffectiveValue> values) {
    Finding defaults = Finding.note("default", "the other keys have their defaults");
    for (EffectiveValue value : values) {
      String text = value.key() + "=" + value.value();
      if (value.origin() == null) {
        defaults = defaults.with(value.key(), value.value());
      } else {
        report.add(Finding.note("key", text).with("origin", value.origin()));
      }
    }
    report.add(defaults);
  }

  private void addHeaders(Profile profile) {
    HeaderFormat format = profile.format();
    if (format != null) {
      String of = profile.name() == null ? "" : "profile " + profile.name() + ": ";
      report.add(
          Finding.note("format", of + format.name() + " with " + format.encoding().key())
              .with("certificate", format.certificate())
              .with("chain", format.chain())
              .with("verdict", format.verify())
              .with("credential", profile.credentialHeader()));
    }
  }

  /** The warnings name what has ended or ends soon. */
  private void addEnd(FileEntry entry) {
    Instant end = entry.end();
    if (end != null) {
      report.add(
          Finding.note("expiry", "the " + entry.kind().noun() + " '" + entry.name() + "'")
              .with("ends", end.toString()));
    }
  }

  private void addCrls(Configuration configuration, List<FileEntry> entries) {
    List<RevocationSettings> byCrl =
        Stream.concat(
                configuration.profiles().stream().map(Profile::client),
                Stream.ofNullable(configuration.direct()))
            .map(ClientRules::revocation)
            .filter(rules -> rules.methods().contains(RevocationSettings.Method.CRL))
            .distinct()
            .toList();
    if (byCrl.isEmpty()) {
      return;
    }
    List<String> urls =
        byCrl.stream()
            .flatMap(rules -> rules.lists().urls().stream())
            .map(url -> url.toString())
            .toList();
    if (!urls.isEmpty()) {
      report.add(
          Finding.note("crl", "the filter fetches these CRLs when it runs").with("url", urls));
    }
    entries.stream()
        .filter(entry -> AUTHORITIES.contains(entry.kind()))
        .forEach(authority -> report.add(coverage(authority, entries)));
  }

  private static Finding coverage(FileEntry authority, Collection<FileEntry> entries) {
    List<String> ends =
        entries.stream()
            .filter(entry -> entry.kind() == FileKind.CRLS)
            .filter(entry -> entry.name().equals(authority.name()))
            .map(entry -> String.valueOf(entry.end()))
            .toList();
    String what = "the CA '" + authority.name() + "' has ";
    return ends.isEmpty()
        ? Finding.note("crl", what + "no CRL of its own in the files")
        : Finding.ok("crl", what + "a CRL in the files").with("next update", ends);
  }
}
