package io.github.proxymtls.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.ClientRules.Allow;
import io.github.proxymtls.internal.config.ClientRules.Principal;
import io.github.proxymtls.testing.Pki;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The allow-list and the principal. */
class AcceptanceTest extends DecisionFixture {

  // The allow-list.

  @Test
  void acceptsCertificateThatMatchesOneEntryOfTheAllowList() {
    Pki.Held leaf =
        root.client("svc").dns("a.example").uri("spiffe://x/a").email("a@example.org").issue();
    List<String> none = List.of();
    List<String> other = List.of("CN=other");
    for (Allow allow :
        List.of(
            new Allow(List.of("CN=other", "CN=svc"), none, none, none, none),
            new Allow(other, List.of("a.example"), none, none, none),
            new Allow(other, none, List.of("spiffe://x/a"), none, none),
            new Allow(other, none, none, List.of("a@example.org"), none),
            new Allow(other, none, none, none, List.of(leaf.sha256Hex())))) {
      validated(rules().allow(allow).decide(leaf));
      assertRefused(
          rules().allow(allow).decide(root.client("x").issue()),
          Reason.CERTIFICATE_NOT_ALLOWED,
          "no entry");
    }
  }

  @Test
  void appliesAllowListToCertificateAcceptedByVerdict() {
    Allow allow = new Allow(List.of("CN=svc"), List.of(), List.of(), List.of(), List.of());
    Rules rules = rules().byVerdict().allow(allow);
    validated(rules.decide(root.client("svc").issue()));
    assertRefused(rules.decide(root.client("x").issue()), Reason.CERTIFICATE_NOT_ALLOWED, "");
  }

  // The principal.

  @Test
  void principalIsTheConfiguredName() {
    Pki.Held leaf =
        root.client("svc")
            .subject("CN=svc,O=Acme\\, Inc")
            .dns("a.example")
            .uri("spiffe://x/a")
            .email("a@example.org")
            .issue();
    assertPrincipal(leaf, Principal.SUBJECT_DN, "CN=svc,O=Acme\\, Inc");
    assertPrincipal(leaf, Principal.SAN_DNS, "a.example");
    assertPrincipal(leaf, Principal.SAN_URI, "spiffe://x/a");
    assertPrincipal(leaf, Principal.SAN_EMAIL, "a@example.org");
    assertPrincipal(leaf, Principal.SHA256, leaf.sha256Hex());
    assertPrincipal(leaf, Principal.NONE, null);
  }

  private void assertPrincipal(Pki.Held leaf, Principal rule, String expected) {
    assertThat(validated(rules().principal(rule).decide(leaf)).principal()).isEqualTo(expected);
  }

  @Test
  void rejectsPrincipalThatDoesNotOccurExactlyOnce() {
    Pki.Held none = root.client("svc").issue();
    Pki.Held two =
        root.client("svc")
            .dns("a.example")
            .dns("a.example")
            .uri("x://a")
            .uri("x://b")
            .email("a@example.org")
            .email("b@example.org")
            .issue();
    for (Principal rule : List.of(Principal.SAN_DNS, Principal.SAN_URI, Principal.SAN_EMAIL)) {
      assertRefused(rules().principal(rule).decide(none), Reason.PRINCIPAL_AMBIGUOUS, "0 ");
      assertRefused(rules().principal(rule).decide(two), Reason.PRINCIPAL_AMBIGUOUS, "2 ");
    }
  }

  @Test
  void emptySubjectGivesNoPrincipal() {
    Pki.Held leaf = root.client("").subject("").dns("a.example").issue();
    assertRefused(rules().decide(leaf), Reason.PRINCIPAL_AMBIGUOUS, "the subject is empty");
    validated(rules().principal(Principal.SAN_DNS).decide(leaf));
  }
}
