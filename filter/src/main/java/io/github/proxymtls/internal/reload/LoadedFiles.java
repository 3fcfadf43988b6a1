package io.github.proxymtls.internal.reload;

import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.binding.ClientBinding;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.config.RevocationSettings.Method;
import io.github.proxymtls.internal.path.PathValidator;
import io.github.proxymtls.internal.proxy.ProxyAuthenticator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was loaded from the files. It serves messages and meters; no decision depends on it.
 *
 * @param paths the path validators by the rules for which they were loaded
 * @param origins knows where each key was set
 * @param permanent the problems that do not prevent the use of the files, whatever the time
 */
public record LoadedFiles(
    Configuration configuration,
    @Nullable ProxyAuthenticator proxies,
    Map<ClientRules, PathValidator> paths,
    ClientBinding binding,
    Problems origins,
    List<Problem> permanent) {

  private static final String CRLS = FileKind.CRLS.key();

  /** Returns every entry of the files, and the CRLs from URLs. */
  public Set<FileEntry> entries() {
    return new LinkedHashSet<>(all());
  }

  /** Returns the entries of files of these kinds. Comparing thousands of others would take long. */
  Set<FileEntry> entries(Set<FileKind> kinds) {
    return all().stream()
        .filter(entry -> kinds.contains(entry.kind()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private List<FileEntry> all() {
    List<FileEntry> entries = new ArrayList<>(binding.entries());
    if (proxies != null) {
      entries.addAll(proxies.users());
      configuration.profiles().forEach(profile -> entries.addAll(anchors(profile)));
    }
    paths.values().forEach(path -> entries.addAll(path.entries(FileKind.TRUST_ANCHORS)));
    return entries;
  }

  private List<FileEntry> anchors(Profile profile) {
    return proxies == null ? List.of() : proxies.anchors(profile.name());
  }

  /** Returns true if no client can be accepted at this time, because everything has expired. */
  public boolean acceptsNobody(Instant now) {
    boolean direct = configuration.direct() != null && accepts(configuration.direct(), now);
    return !direct
        && configuration.all(
            profile -> !accepts(profile.client(), now) || allExpired(anchors(profile), now));
  }

  private boolean accepts(ClientRules rules, Instant now) {
    PathValidator path = paths.get(rules);
    if (path == null || rules.pinned()) {
      return true;
    }
    List<FileEntry> entries = path.entries(FileKind.TRUST_ANCHORS);
    boolean lists =
        rules.revocation().acceptsUnavailable()
            || !rules.revocation().methods().equals(List.of(Method.CRL));
    return !allExpired(of(FileKind.TRUST_ANCHORS, entries), now)
        && (lists || !allExpired(of(FileKind.CRLS, entries), now));
  }

  private static List<FileEntry> of(FileKind kind, List<FileEntry> entries) {
    return entries.stream().filter(entry -> entry.kind() == kind).toList();
  }

  private static boolean allExpired(List<FileEntry> entries, Instant now) {
    return !entries.isEmpty()
        && entries.stream().allMatch(entry -> entry.end() != null && !now.isBefore(entry.end()));
  }

  /** Returns what has expired, expires soon or is missing at this time. */
  public List<Problem> warnings(Instant now) {
    Problems found = origins.afresh();
    for (Profile profile : configuration.profiles()) {
      Problems own = found.in(profile.name());
      anchors(profile).forEach(entry -> warnOfEnd(entry, now, own));
      warn(profile.client(), now, own);
    }
    if (configuration.direct() != null) {
      warn(configuration.direct(), now, found);
    }
    return found.warnings();
  }

  private void warn(ClientRules rules, Instant now, Problems found) {
    PathValidator path = paths.get(rules);
    if (path == null) {
      return;
    }
    path.entries(FileKind.TRUST_ANCHORS).forEach(entry -> warnOfEnd(entry, now, found));
    String consequence =
        rules.revocation().acceptsUnavailable()
            ? " is accepted without a revocation check"
            : " is rejected with 503 (revocation-unavailable)";
    for (String subject : path.authoritiesWithoutCrl(now)) {
      found.warn(
          "crl-missing",
          CRLS,
          "no CRL of the CA '"
              + subject
              + "' is in use: each certificate that it issued"
              + consequence,
          "add the CRL of this CA to " + CRLS);
    }
  }

  private void warnOfEnd(FileEntry entry, Instant now, Problems found) {
    Instant end = entry.end();
    if (end == null) {
      return;
    }
    String what = "the " + entry.kind().noun() + " '" + entry.name() + "' ";
    String fix = "replace it in the file; the filter reads the file again by itself";
    if (!now.isBefore(end)) {
      found.warn(
          "expired",
          entry.kind().key(),
          what + "expired at " + end + ": " + consequence(entry.kind()),
          entry.fetched() ? "have the CA publish a new one at the URL" : fix);
    } else if (!entry.fetched() && !now.plus(warnBefore()).isBefore(end)) {
      found.warn("expires-soon", entry.kind().key(), what + "expires at " + end, fix);
    }
  }

  private Duration warnBefore() {
    return configuration.warnBefore();
  }

  private static String consequence(FileKind kind) {
    return switch (kind) {
      case CRLS -> "it proves no certificate good";
      case PROXY_ANCHORS -> "the proxies whose certificates it issued do not authenticate";
      default -> "each path through it is rejected";
    };
  }
}
