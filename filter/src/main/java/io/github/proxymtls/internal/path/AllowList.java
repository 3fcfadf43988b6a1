package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.config.ClientRules.Allow;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.x509.CertificateNames;
import io.github.proxymtls.internal.x509.NameRule;
import io.github.proxymtls.internal.x509.NameRule.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries of {@code proxymtls.client.allow.*}. At least one must match. Without entries every
 * certificate is allowed.
 */
record AllowList(List<NameRule> rules) {

  AllowList {
    rules = List.copyOf(rules);
  }

  /** Reads the entries. Reports an invalid entry as a problem and skips it. */
  static AllowList load(Allow allow, Problems problems) {
    List<NameRule> rules = new ArrayList<>();
    add(rules, Kind.SUBJECT_DN, "subject-dn", allow.subjectDns(), problems);
    add(rules, Kind.SAN_DNS, "san-dns", allow.sanDns(), problems);
    add(rules, Kind.SAN_URI, "san-uri", allow.sanUris(), problems);
    add(rules, Kind.SAN_EMAIL, "san-email", allow.sanEmails(), problems);
    add(rules, Kind.SHA256, "sha256", allow.sha256(), problems);
    return new AllowList(rules);
  }

  private static void add(
      List<NameRule> rules, Kind kind, String key, List<String> values, Problems problems) {
    for (String value : values) {
      try {
        NameRule rule = NameRule.of(kind, value);
        ReversedName.warn(rule, "proxymtls.client.allow." + key, "an entry: ", problems);
        rules.add(rule);
      } catch (IllegalArgumentException e) {
        problems.add(
            "invalid-name",
            "proxymtls.client.allow." + key,
            "an entry is not a valid " + key + ": " + e.getMessage(),
            "write the name as in the certificate, or remove the entry");
      }
    }
  }

  /** Returns true if an entry has the RDNs of the subject in reverse order. */
  boolean allowsReversed(CertificateNames names) {
    return rules.stream().anyMatch(rule -> rule.matchesReversed(names));
  }

  boolean allows(CertificateNames names) {
    return rules.isEmpty() || rules.stream().anyMatch(rule -> rule.matches(names));
  }
}
