package io.github.proxymtls.internal.proxy;

import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.path.ReversedName;
import io.github.proxymtls.internal.text.EscapedText;
import io.github.proxymtls.internal.x509.CertificateNames;
import io.github.proxymtls.internal.x509.NameRule;
import io.github.proxymtls.internal.x509.NameRule.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The name rules of {@code proxymtls.proxy.mtls.*}: which certificates identify a proxy. */
final class CertificateNameRules {

  private static final String PREFIX = "proxymtls.proxy.mtls.";

  /** The rules by kind. Every kind must match, by any one of its values. No list is empty. */
  private final List<List<NameRule>> kinds;

  private CertificateNameRules(List<List<NameRule>> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  /** Reads the rules. Adds every problem; returns null if there is one. */
  static @Nullable CertificateNameRules load(ProxyRules.Mtls rules, Problems problems) {
    Reading reading = new Reading(problems);
    reading.kind(Kind.SUBJECT_DN, "subject-dn", rules.subjectDns());
    reading.kind(Kind.SAN_DNS, "san-dns", rules.sanDns());
    reading.kind(Kind.SAN_URI, "san-uri", rules.sanUris());
    reading.kind(Kind.SHA256, "sha256", rules.sha256());
    return reading.result();
  }

  /** Returns the value of the first matching rule if all kinds match; otherwise null. */
  @Nullable String match(CertificateNames names) {
    String first = null;
    for (List<NameRule> rules : kinds) {
      String value = matchAny(rules, names);
      if (value == null) {
        return null;
      }
      first = first == null ? value : first;
    }
    return first;
  }

  /** Returns true if a rule would match the subject with its RDNs in reverse order. */
  boolean matchesReversed(CertificateNames names) {
    return kinds.stream().flatMap(List::stream).anyMatch(rule -> rule.matchesReversed(names));
  }

  /** Returns true if both rules pin the same certificate. */
  boolean pinsOneOf(CertificateNameRules other) {
    List<NameRule> pins = ofKind(Kind.SHA256);
    return pins != null && isAlike(pins, other.ofKind(Kind.SHA256));
  }

  /**
   * Returns true if, with a common anchor, one of the two accepts every certificate with some name
   * that the other accepts.
   */
  boolean overlaps(CertificateNameRules other) {
    return isWiderThan(other) || other.isWiderThan(this);
  }

  /** Returns true if the other has each of these kinds, with a common value. */
  private boolean isWiderThan(CertificateNameRules other) {
    return kinds.stream().allMatch(rules -> isAlike(rules, other.ofKind(rules.get(0).kind())));
  }

  private static boolean isAlike(List<NameRule> rules, @Nullable List<NameRule> others) {
    return others != null
        && rules.stream().anyMatch(rule -> others.stream().anyMatch(rule::sameAs));
  }

  private @Nullable List<NameRule> ofKind(Kind kind) {
    return kinds.stream().filter(rules -> rules.get(0).kind() == kind).findAny().orElse(null);
  }

  private static @Nullable String matchAny(List<NameRule> rules, CertificateNames names) {
    for (NameRule rule : rules) {
      if (rule.matches(names)) {
        return rule.value();
      }
    }
    return null;
  }

  private static final class Reading {

    private final Problems problems;
    private final List<List<NameRule>> kinds = new ArrayList<>();
    private boolean faulty;

    Reading(Problems problems) {
      this.problems = problems;
    }

    void kind(Kind kind, String name, List<String> values) {
      List<NameRule> rules = new ArrayList<>();
      for (String value : values) {
        try {
          NameRule rule = NameRule.of(kind, value);
          ReversedName.warn(rule, PREFIX + name, EscapedText.inMessage(value) + ": ", problems);
          rules.add(rule);
        } catch (IllegalArgumentException e) {
          add(
              "proxy-name-invalid",
              PREFIX + name,
              EscapedText.inMessage(value) + ": " + e.getMessage(),
              "write the name as it appears in the proxy's certificate");
        }
      }
      if (!rules.isEmpty()) {
        kinds.add(List.copyOf(rules));
      }
    }

    @Nullable CertificateNameRules result() {
      if (kinds.isEmpty() && !faulty) {
        add(
            "proxy-name-missing",
            PREFIX + "subject-dn",
            "without a name rule every certificate that the anchors issued would be a proxy",
            "set subject-dn, san-dns, san-uri or sha256 under proxymtls.proxy.mtls");
      }
      return faulty ? null : new CertificateNameRules(kinds);
    }

    private void add(String code, String key, String what, String fix) {
      faulty = true;
      problems.add(code, key, what, fix);
    }
  }
}
