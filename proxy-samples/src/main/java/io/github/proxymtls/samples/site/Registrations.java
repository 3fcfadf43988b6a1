package io.github.proxymtls.samples.site;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.proxymtls.testing.Pki;
import java.security.interfaces.ECPublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the file of registered clients: two by their subject, one by its certificate. */
final class Registrations {

  private Registrations() {}

  static String of(SiteCertificates certificates) {
    return Stream.of(
            bySubject("ledger", SiteCertificates.LEDGER),
            bySubject("reports", SiteCertificates.REPORTS),
            byCertificate("kiosk", certificates.kiosk()))
        .map(JSONObjectUtils::toJSONString)
        .collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n"));
  }

  private static Map<String, Object> bySubject(String clientId, String subject) {
    Map<String, Object> client = client(clientId, "tls_client_auth");
    client.put("tls_client_auth_subject_dn", subject);
    return client;
  }

  private static Map<String, Object> byCertificate(String clientId, Pki.Held held) {
    ECKey key =
        new ECKey.Builder(Curve.P_256, (ECPublicKey) held.certificate().getPublicKey())
            .x509CertChain(List.of(Base64.encode(held.der())))
            .build();
    Map<String, Object> client = client(clientId, "self_signed_tls_client_auth");
    client.put("jwks", Map.of("keys", List.of(key.toJSONObject())));
    return client;
  }

  private static Map<String, Object> client(String clientId, String method) {
    Map<String, Object> client = new LinkedHashMap<>();
    client.put("client_id", clientId);
    client.put("token_endpoint_auth_method", method);
    client.put("tls_client_certificate_bound_access_tokens", true);
    client.put("proxymtls_source", "proxy");
    return client;
  }
}
