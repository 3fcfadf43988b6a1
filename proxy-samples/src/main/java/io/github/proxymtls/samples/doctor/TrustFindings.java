package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.RevocationSettings;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.path.ClientCertificate;
import io.github.proxymtls.internal.path.ValidatedCertificate;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says what the validation of a certificate found. */
final class TrustFindings {

  private static final String VALIDATE = "validate";

  private TrustFindings() {}

  /** Returns the finding about one decision. */
  static Finding of(ConfiguredFilter.Rules rules, Result<ClientCertificate> decision) {
    Refusal refusal = decision.refusal();
    if (refusal != null) {
      return refusal(VALIDATE, rules.label() + ": ", refusal);
    }
    if (decision.value() instanceof ValidatedCertificate validated) {
      return accepted(rules, validated);
    }
    return Finding.warning(
            VALIDATE, rules.label() + ": no configured CA issued it, so that only a pin accepts it")
        .fix("register the certificate (self_signed_tls_client_auth)");
  }

  /** Returns the finding about a rejection, with the place that explains its code. */
  static Finding refusal(String topic, String prefix, Refusal refusal) {
    String code = refusal.reason().code();
    return Finding.problem(topic, prefix + code + ": " + refusal.detail())
        .with("status", String.valueOf(refusal.reason().status()))
        .with("see", "filter/docs/reasons.md#" + code);
  }

  private static Finding accepted(ConfiguredFilter.Rules rules, ValidatedCertificate validated) {
    String by = validated.acceptance().name().toLowerCase(Locale.ROOT);
    return Finding.ok(VALIDATE, rules.label() + ": accepted by " + by)
        .with("path", path(validated.path()))
        .with("revocation", revocation(rules.client()))
        .with("principal", validated.principal());
  }

  private static List<String> path(List<X509Certificate> path) {
    return path.stream()
        .map(ParsedCertificate::of)
        .map(member -> CertificateText.subject(member) + ", until " + member.notAfter())
        .toList();
  }

  private static String revocation(ClientRules rules) {
    if (rules.validation() == ClientRules.Validation.PROXY) {
      return "left to the proxy";
    }
    List<RevocationSettings.Method> methods = rules.revocation().methods();
    String unavailable =
        rules.revocation().acceptsUnavailable() ? "; accepted where nothing is available" : "";
    return methods.isEmpty()
        ? "not checked: proxymtls.client.revocation.methods=off"
        : methods.stream()
            .map(method -> method.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", ", "not revoked, by ", unavailable));
  }
}
