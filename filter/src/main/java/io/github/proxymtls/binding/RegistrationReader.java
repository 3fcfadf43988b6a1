package io.github.proxymtls.binding;

import io.github.proxymtls.ClientIdentity.Source;
import io.github.proxymtls.trust.NameRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one registration, and notes everything that is wrong with it. A bad registration is
 * refused: it never falls back to another method. Members of RFC 7591 that do not concern the
 * certificate are left alone; one that begins like ours and is not known is a fault.
 */
final class RegistrationReader {

  /** What is wrong with a registration, and what to do about it. */
  record Fault(String what, String fix) {}

  private static final Map<String, NameRule.Kind> NAMES =
      Map.of(
          "tls_client_auth_subject_dn", NameRule.Kind.SUBJECT_DN,
          "tls_client_auth_san_dns", NameRule.Kind.SAN_DNS,
          "tls_client_auth_san_uri", NameRule.Kind.SAN_URI,
          "tls_client_auth_san_ip", NameRule.Kind.SAN_IP,
          "tls_client_auth_san_email", NameRule.Kind.SAN_EMAIL);

  private static final String METHOD = "token_endpoint_auth_method";
  private static final String BOUND = "tls_client_certificate_bound_access_tokens";
  private static final String SOURCE = "proxymtls_source";
  private static final String CERTIFICATE = "proxymtls_certificate_sha256";
  private static final String ANCHORS = "proxymtls_anchors_sha256";

  private static final String PROFILES = "proxymtls_profiles";

  private static final Set<String> OURS = Set.of(BOUND, SOURCE, CERTIFICATE, ANCHORS, PROFILES);
  private static final Set<String> NOT_SUPPORTED = Set.of("proxymtls_secondary");

  /** The values that RFC 7591 section 2 and the IANA registry have besides mutual TLS. */
  private static final Set<String> OTHER_METHODS =
      Set.of(
          "none",
          "client_secret_basic",
          "client_secret_jwt",
          "client_secret_post",
          "private_key_jwt");

  private final Map<?, ?> members;
  private final List<String> profiles;
  private final List<Fault> faults = new ArrayList<>();

  /**
   * @param profiles the profiles that are configured
   */
  RegistrationReader(Object element, List<String> profiles) {
    this.profiles = profiles;
    if (element instanceof Map<?, ?> object) {
      members = object;
    } else {
      members = Map.of();
      fault("not a JSON object", "write one { … } per client");
    }
  }

  /** Reads it; null after a fault. */
  @Nullable Registration read() {
    if (!faults.isEmpty()) {
      return null;
    }
    checkNames();
    String clientId = clientId();
    Registration.Method method = method();
    Registration registration =
        clientId == null || method == null
            ? null
            : new Registration(
                clientId,
                method,
                source(),
                certificate(),
                anchors(),
                method instanceof Registration.Other ? null : profiles(),
                isBound());
    if (method instanceof Registration.Other) {
      refuseMembersOfMutualTls();
    }
    return faults.isEmpty() ? registration : null;
  }

  /** Everything that is wrong, in the order found. */
  List<Fault> faults() {
    return List.copyOf(faults);
  }

  /** The client_id in quotation marks, as far as it is fit to be shown. */
  String name() {
    return members.get("client_id") instanceof String id ? quoted(id) : "without a client_id";
  }

  private static String quoted(String text) {
    String shown = text.length() > 64 ? text.substring(0, 64) : text;
    return ClientId.isValid(shown) ? '"' + shown + '"' : "with a malformed name";
  }

  private void checkNames() {
    for (Object key : members.keySet()) {
      String name = key.toString();
      if (NOT_SUPPORTED.contains(name)) {
        fault(name + " is not supported", "remove it");
      } else if (isLikeOurs(name) && !OURS.contains(name) && !NAMES.containsKey(name)) {
        fault("an unknown member " + quoted(name), "correct its name");
      }
    }
  }

  private static boolean isLikeOurs(String name) {
    return name.startsWith("proxymtls_") || name.startsWith("tls_client_");
  }

  private @Nullable String clientId() {
    if (members.get("client_id") instanceof String id && ClientId.isValid(id)) {
      return id;
    }
    fault(
        "client_id is missing or malformed",
        "use 1 to 255 printable ASCII characters without a blank at either end");
    return null;
  }

  private Registration.@Nullable Method method() {
    String name = members.containsKey(METHOD) ? text(METHOD) : "client_secret_basic";
    if (name == null) {
      return null;
    }
    return switch (name) {
      case "tls_client_auth" -> subject();
      case "self_signed_tls_client_auth" -> certificates();
      default -> other(name);
    };
  }

  /** RFC 8705 section 2.1.2: exactly one, else any certificate of a shared CA were any client. */
  private Registration.@Nullable Method subject() {
    List<String> given = NAMES.keySet().stream().filter(members::containsKey).sorted().toList();
    if (given.size() != 1) {
      fault(
          "tls_client_auth with " + given.size() + " of the tls_client_auth_ members",
          "give exactly one of tls_client_auth_subject_dn, _san_dns, _san_uri, _san_ip, _san_email");
      return null;
    }
    String member = given.get(0);
    String value = text(member);
    NameRule.Kind kind = NAMES.get(member);
    if (value == null || kind == null) {
      return null;
    }
    try {
      return new Registration.Subject(NameRule.of(kind, value));
    } catch (IllegalArgumentException e) {
      fault(member + ": " + e.getMessage(), "correct the value");
      return null;
    }
  }

  private Registration.@Nullable Method certificates() {
    if (NAMES.keySet().stream().anyMatch(members::containsKey)) {
      fault("self_signed_tls_client_auth with a tls_client_auth_ name", "remove the name");
    }
    if (members.containsKey("jwks_uri")) {
      fault("jwks_uri is not supported", "register the certificates in jwks");
    }
    try {
      return new Registration.Certificates(RegisteredKeys.read(members.get("jwks")));
    } catch (IllegalArgumentException e) {
      fault("jwks: " + e.getMessage(), "give each certificate as x5c or x5t#S256 of a key");
      return null;
    }
  }

  private Registration.@Nullable Method other(String name) {
    if (!OTHER_METHODS.contains(name) && name.indexOf(':') < 0) {
      fault("an unknown " + METHOD, "use a registered method, such as tls_client_auth");
      return null;
    }
    return new Registration.Other(name);
  }

  private void refuseMembersOfMutualTls() {
    for (String name : members.keySet().stream().map(Object::toString).sorted().toList()) {
      if (NAMES.containsKey(name)
          || Set.of(SOURCE, CERTIFICATE, ANCHORS, PROFILES).contains(name)) {
        fault(
            name + " without a method of mutual TLS",
            "set " + METHOD + " to tls_client_auth or self_signed_tls_client_auth, or remove it");
      }
    }
  }

  private @Nullable Source source() {
    Object value = members.containsKey(SOURCE) ? members.get(SOURCE) : "either";
    if ("direct".equals(value)) {
      return Source.TLS;
    }
    if ("proxy".equals(value)) {
      return Source.HEADER;
    }
    if (!"either".equals(value)) {
      fault(SOURCE + ": not a source", "use direct, proxy or either");
    }
    return null;
  }

  private @Nullable Thumbprint certificate() {
    return members.containsKey(CERTIFICATE)
        ? thumbprint(CERTIFICATE, members.get(CERTIFICATE))
        : null;
  }

  private @Nullable List<Thumbprint> anchors() {
    if (!members.containsKey(ANCHORS)) {
      return null;
    }
    if (!(members.get(ANCHORS) instanceof List<?> values) || values.isEmpty()) {
      fault(ANCHORS + ": not an array of SHA-256", "list the anchors, or remove it for all");
      return null;
    }
    return values.stream()
        .map(value -> thumbprint(ANCHORS, value))
        .filter(Objects::nonNull)
        .toList();
  }

  /** Who names no profile would be every profile's, so there must be at least one. */
  private @Nullable List<String> profiles() {
    boolean direct = "direct".equals(members.get(SOURCE));
    boolean given = members.containsKey(PROFILES);
    if (profiles.isEmpty() || direct) {
      if (given) {
        fault(
            PROFILES + (direct ? " with " + SOURCE + "=direct" : " without proxymtls.profiles"),
            "remove it, or correct the other");
      }
      return null;
    }
    if (!(members.get(PROFILES) instanceof List<?> values) || values.isEmpty()) {
      fault(
          given
              ? PROFILES + ": not an array of profiles"
              : "names no profile that may vouch for it",
          "list in " + PROFILES + " some of " + String.join(", ", profiles));
      return null;
    }
    if (!profiles.containsAll(values) || Set.copyOf(values).size() < values.size()) {
      fault(
          PROFILES + ": an unknown profile, or one twice",
          "list some of " + String.join(", ", profiles));
    }
    return values.stream().map(Object::toString).toList();
  }

  private @Nullable Thumbprint thumbprint(String member, @Nullable Object value) {
    try {
      return Thumbprint.parse(value instanceof String text ? text : "");
    } catch (IllegalArgumentException e) {
      fault(
          member + ": not a SHA-256", "write 64 hexadecimal digits, or base64url without padding");
      return null;
    }
  }

  private boolean isBound() {
    Object value = members.get(BOUND);
    if (value != null && !(value instanceof Boolean)) {
      fault(BOUND + ": not a boolean", "write true or false without quotation marks");
    }
    return Boolean.TRUE.equals(value);
  }

  private @Nullable String text(String member) {
    Object value = members.get(member);
    if (value != null && !(value instanceof String)) {
      fault(member + ": not a string", "write it in quotation marks");
    }
    return value instanceof String text ? text : null;
  }

  private void fault(String what, String fix) {
    faults.add(new Fault(what, fix));
  }
}
