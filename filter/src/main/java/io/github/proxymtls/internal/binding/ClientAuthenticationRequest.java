package io.github.proxymtls.internal.binding;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The unambiguous request of a client that authenticates.
 *
 * @param form every parameter of the body
 * @param authorization the lines of {@code Authorization}
 */
record ClientAuthenticationRequest(Map<String, List<String>> form, List<String> authorization) {

  private static final List<String> SECRETS =
      List.of("client_secret", "client_assertion", "client_assertion_type");

  /** Returns the value of a parameter, or null. */
  @Nullable String parameter(String name) {
    List<String> values = form.get(name);
    return values == null ? null : values.get(0);
  }

  /** Returns where the request has an authentication method besides the certificate, or null. */
  @Nullable String otherMethod() {
    for (int i = 0; i < SECRETS.size(); i++) {
      if (form.containsKey(SECRETS.get(i))) {
        return "form: " + SECRETS.get(i);
      }
    }
    return authorization.isEmpty() ? null : "Authorization";
  }

  /** Omits the form, which holds credentials, from logs. */
  @Override
  public String toString() {
    return "ClientAuthenticationRequest" + form.keySet();
  }
}
