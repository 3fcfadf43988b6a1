package io.github.proxymtls.internal.binding.registry;

import io.github.proxymtls.ClientIdentity.Source;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one registration and collects its faults. A registration with a fault is rejected and never
 * falls back to another method. The reader ignores members of RFC 7591 that do not concern the
 * certificate; an unknown member with the prefix {@code proxymtls_} or {@code tls_client_} is a
 * fault.
 */
final class RegistrationReader {

  /**
   * The configuration that a registration depends on.
   *
   * @param profiles the configured profiles
   * @param keySets fetches certificates that are published at a {@code jwks_uri}
   */
  record Context(List<String> profiles, ClientKeySets keySets) {}

  private static final String METHOD = MutualTlsReader.METHOD;
  private static final String BOUND = "tls_client_certificate_bound_access_tokens";
  private static final String SOURCE = "proxymtls_source";
  private static final String PROFILES = "proxymtls_profiles";

  /** Members of this filter that have no meaning without a mutual-TLS method. */
  private static final Set<String> PROXYMTLS_MEMBERS =
      Set.of(
          SOURCE,
          PROFILES,
          SecondaryReader.NAME,
          MutualTlsReader.CERTIFICATE,
          MutualTlsReader.ANCHORS);

  /** The methods other than mutual TLS of RFC 7591 section 2 and the IANA registry. */
  private static final Set<String> OTHER_METHODS =
      Set.of(
          "none",
          "client_secret_basic",
          "client_secret_jwt",
          "client_secret_post",
          "private_key_jwt");

  private final Members members;
  private final List<String> profiles;
  private final ClientKeySets keySets;

  RegistrationReader(Object element, Context context) {
    this.members = Members.of(element);
    this.profiles = context.profiles();
    this.keySets = context.keySets();
  }

  /** Reads it; returns null after a fault. */
  @Nullable Registration read() {
    if (!faults().isEmpty()) {
      return null;
    }
    checkNames();
    String clientId = clientId();
    Registration.Method method = method();
    Registration registration =
        clientId == null || method == null ? null : registration(clientId, method);
    return faults().isEmpty() ? registration : null;
  }

  private Registration registration(String clientId, Registration.Method method) {
    if (method instanceof Registration.MutualTls mutual) {
      return new Registration(clientId, method, secondary(mutual), source(), profiles(), isBound());
    }
    rejectMembersOfMutualTls();
    return new Registration(clientId, method, null, null, null, isBound());
  }

  /** Returns all faults, in the order in which they were found. */
  List<Members.Fault> faults() {
    return members.faults();
  }

  /** Returns the client_id in quotation marks, as far as it is printable. */
  String name() {
    return members.get("client_id") instanceof String id
        ? Members.quoted(id)
        : "without a client_id";
  }

  private void checkNames() {
    for (String name : members.names()) {
      boolean known =
          PROXYMTLS_MEMBERS.contains(name) || name.equals(BOUND) || MutualTlsReader.isName(name);
      if (hasReservedPrefix(name) && !known) {
        members.fault("an unknown member " + Members.quoted(name), "correct its name");
      }
    }
  }

  private static boolean hasReservedPrefix(String name) {
    return name.startsWith("proxymtls_") || name.startsWith("tls_client_");
  }

  private @Nullable String clientId() {
    if (members.get("client_id") instanceof String id && ClientId.isValid(id)) {
      return id;
    }
    members.fault(
        "client_id is missing or malformed",
        "use 1 to 255 printable ASCII characters without a space at either end");
    return null;
  }

  private Registration.@Nullable Method method() {
    String name = members.has(METHOD) ? members.text(METHOD) : "client_secret_basic";
    if (name == null) {
      return null;
    }
    return MutualTlsReader.isMethod(name)
        ? new MutualTlsReader(members, keySets).read(name)
        : other(name);
  }

  private Registration.@Nullable Method other(String name) {
    if (!OTHER_METHODS.contains(name) && name.indexOf(':') < 0) {
      members.fault("an unknown " + METHOD, "use a registered method, such as tls_client_auth");
      return null;
    }
    return new Registration.Other(name);
  }

  private Registration.@Nullable Secondary secondary(Registration.MutualTls first) {
    return members.has(SecondaryReader.NAME)
        ? new SecondaryReader(members.within(SecondaryReader.NAME), keySets).read(first)
        : null;
  }

  private void rejectMembersOfMutualTls() {
    for (String name : members.names()) {
      if (MutualTlsReader.isName(name) || PROXYMTLS_MEMBERS.contains(name)) {
        members.fault(
            name + " without a method of mutual TLS",
            "set " + METHOD + " to tls_client_auth or self_signed_tls_client_auth, or remove it");
      }
    }
  }

  private @Nullable Source source() {
    Object value = members.has(SOURCE) ? members.get(SOURCE) : "either";
    if ("direct".equals(value)) {
      return Source.TLS;
    }
    if ("proxy".equals(value)) {
      return Source.HEADER;
    }
    if (!"either".equals(value)) {
      members.fault(SOURCE + ": not a source", "use direct, proxy or either");
    }
    return null;
  }

  /**
   * Returns the profiles. At least one must be named; a registration without one would be accepted
   * through every profile.
   */
  private @Nullable List<String> profiles() {
    boolean direct = "direct".equals(members.get(SOURCE));
    boolean given = members.has(PROFILES);
    if (profiles.isEmpty() || direct) {
      if (given) {
        members.fault(
            PROFILES + (direct ? " with " + SOURCE + "=direct" : " without proxymtls.profiles"),
            "remove it, or correct the other");
      }
      return null;
    }
    if (!(members.get(PROFILES) instanceof List<?> values) || values.isEmpty()) {
      members.fault(
          given ? PROFILES + ": not an array of profiles" : "names no profile",
          "list in " + PROFILES + " some of " + String.join(", ", profiles));
      return null;
    }
    if (!profiles.containsAll(values) || Set.copyOf(values).size() < values.size()) {
      members.fault(
          PROFILES + ": an unknown profile, or one twice",
          "list some of " + String.join(", ", profiles));
    }
    return values.stream().map(Object::toString).toList();
  }

  private boolean isBound() {
    Object value = members.get(BOUND);
    if (value != null && !(value instanceof Boolean)) {
      members.fault(BOUND + ": not a boolean", "write true or false without quotation marks");
    }
    return Boolean.TRUE.equals(value);
  }
}
