package io.github.proxymtls.internal.binding.registry;

import io.github.proxymtls.internal.jose.Thumbprint;
import io.github.proxymtls.internal.x509.NameRule;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the members of a mutual-TLS method (RFC 8705 section 2) from a registration. */
final class MutualTlsReader {

  static final String METHOD = "token_endpoint_auth_method";
  static final String CERTIFICATE = "proxymtls_certificate_sha256";
  static final String ANCHORS = "proxymtls_anchors_sha256";

  private static final String BY_NAME = "tls_client_auth";
  private static final String BY_CERTIFICATE = "self_signed_tls_client_auth";
  private static final String KEYS = "jwks";
  private static final String KEYS_URI = "jwks_uri";

  private static final Map<String, NameRule.Kind> NAMES =
      Map.of(
          "tls_client_auth_subject_dn", NameRule.Kind.SUBJECT_DN,
          "tls_client_auth_san_dns", NameRule.Kind.SAN_DNS,
          "tls_client_auth_san_uri", NameRule.Kind.SAN_URI,
          "tls_client_auth_san_ip", NameRule.Kind.SAN_IP,
          "tls_client_auth_san_email", NameRule.Kind.SAN_EMAIL);

  private final Members members;
  private final ClientKeySets keySets;

  MutualTlsReader(Members members, ClientKeySets keySets) {
    this.members = members;
    this.keySets = keySets;
  }

  static boolean isMethod(String name) {
    return name.equals(BY_NAME) || name.equals(BY_CERTIFICATE);
  }

  /** Returns true for a member that names the subject of a certificate. */
  static boolean isName(String member) {
    return NAMES.containsKey(member);
  }

  /** Returns true for a member that belongs to a method and is not the method itself. */
  static boolean isMember(String name) {
    return isName(name) || Set.of(KEYS, KEYS_URI, CERTIFICATE, ANCHORS).contains(name);
  }

  /**
   * Reads the method; returns null after a fault.
   *
   * @param method a name for which {@link #isMethod} is true
   */
  Registration.@Nullable MutualTls read(String method) {
    Registration.Proof proof = method.equals(BY_NAME) ? subject() : certificates();
    Thumbprint only = members.thumbprint(CERTIFICATE);
    List<Thumbprint> anchors = members.thumbprints(ANCHORS);
    return proof == null ? null : new Registration.MutualTls(proof, only, anchors);
  }

  /**
   * RFC 8705 section 2.1.2: exactly one name. Without one, any certificate of a shared CA would
   * match.
   */
  private Registration.@Nullable Proof subject() {
    List<String> given = members.names();
    given.removeIf(name -> !isName(name));
    if (given.size() != 1) {
      members.fault(
          "tls_client_auth with " + given.size() + " of the tls_client_auth_ members",
          "give exactly one of tls_client_auth_subject_dn, _san_dns, _san_uri, _san_ip, _san_email");
      return null;
    }
    String member = given.get(0);
    String value = members.text(member);
    NameRule.Kind kind = NAMES.get(member);
    if (value == null || kind == null) {
      return null;
    }
    try {
      return new Registration.Subject(NameRule.of(kind, value));
    } catch (IllegalArgumentException e) {
      members.fault(member + ": " + e.getMessage(), "correct the value");
      return null;
    }
  }

  private Registration.@Nullable Proof certificates() {
    if (members.names().stream().anyMatch(MutualTlsReader::isName)) {
      members.fault("self_signed_tls_client_auth with a tls_client_auth_ name", "remove the name");
    }
    if (members.has(KEYS_URI)) {
      return published();
    }
    try {
      List<Thumbprint> listed = RegisteredKeys.read(members.get(KEYS));
      return new Registration.Certificates(RegisteredCertificates.of(listed));
    } catch (IllegalArgumentException e) {
      members.fault("jwks: " + e.getMessage(), "give each certificate as x5c or x5t#S256 of a key");
      return null;
    }
  }

  private Registration.@Nullable Proof published() {
    if (members.has(KEYS)) {
      members.fault("jwks and jwks_uri", "keep one (RFC 7591 section 2)");
    }
    String text = members.text(KEYS_URI);
    if (text == null) {
      return null;
    }
    String fault;
    try {
      URI uri = new URI(text);
      fault = keySets.fault(uri);
      if (fault == null) {
        return new Registration.Certificates(keySets.at(uri));
      }
    } catch (URISyntaxException e) {
      fault = "not a URL";
    }
    members.fault(
        "jwks_uri: " + fault,
        "write https://host/path, and list the host in proxymtls.binding.jwks-allowed-hosts");
    return null;
  }
}
