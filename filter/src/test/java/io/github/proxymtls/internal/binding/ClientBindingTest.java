package io.github.proxymtls.internal.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Facts;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.NoClient;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.testing.Pki;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientBindingTest {

  private static final Pki PKI = Pki.create();
  private static final Pki.Authority ROOT = PKI.root("Example Root");
  private static final Pki.Held CLIENT = ROOT.client("svc").issue();
  private static final Pki.Held SELF_SIGNED = PKI.selfSigned("svc").issue();

  @TempDir Path folder;
  private final ClientBinding binding = Rules.strict().load();

  @Test
  void plainPathRequiresOnlyACertificate() {
    ClientIdentity client = ((Decision.Accepted) plain(presented(CLIENT), true)).client();

    assertThat(client.thumbprint()).isEqualTo(CLIENT.thumbprint());
    assertThat(client.clientId()).isNull();
    assertThat(client.proxy()).isNull();
    assertThat(client.profile()).isNull();
    assertThat(plain(null, false)).isEqualTo(new NoClient(null));
    assertThat(reason(plain(null, true))).isEqualTo(Reason.CERTIFICATE_REQUIRED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void plainPathNeverAcceptsAPinnedCandidate(boolean required) {
    assertThat(reason(plain(presented(SELF_SIGNED), required)))
        .isEqualTo(Reason.CERTIFICATE_NOT_PINNED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "OPTIONS", "post", "POST ", "", "TRACE"})
  void clientAuthenticationRequiresPost(String method) {
    Facts request = Facts.post("client_id=a").method(method);

    assertThat(refusalBefore(EndpointKind.CLIENT_AUTHENTICATION, request))
        .extracting(Refusal::reason)
        .isEqualTo(Reason.METHOD_NOT_ALLOWED);
    assertThat(refusalBefore(EndpointKind.PROTECTED_RESOURCE, request)).isNull();
    assertThat(refusalBefore(EndpointKind.PLAIN, request)).isNull();
  }

  /** RFC 8470 section 5.1: several lines or an invalid line mean {@code 1}. */
  @ParameterizedTest
  @ValueSource(strings = {"1", "0", "", "true", "1, 1"})
  void rejectsEarlyDataOnClientAuthenticationPaths(String value) {
    Facts request = Facts.post("client_id=a").with("early-data", value);

    assertThat(refusalBefore(EndpointKind.CLIENT_AUTHENTICATION, request))
        .extracting(Refusal::reason)
        .isEqualTo(Reason.EARLY_DATA);
    assertThat(refusalBefore(EndpointKind.PROTECTED_RESOURCE, request)).isNull();
    assertThat(refusalBefore(EndpointKind.CLIENT_AUTHENTICATION, Facts.post("client_id=a")))
        .isNull();
  }

  @Test
  void emptyRegistryHasNoClient() {
    Presenter presenter = new Presenter(folder, ROOT);
    for (ClientBinding nobody :
        new ClientBinding[] {binding, Rules.strict().clients(folder, "[]").load()}) {
      assertThat(
              reason(
                  nobody.decide(
                      EndpointKind.CLIENT_AUTHENTICATION,
                      Facts.post("client_id=svc"),
                      presenter.byHeader(CLIENT),
                      null,
                      PeerRules.enforced(true))))
          .isEqualTo(Reason.CLIENT_UNKNOWN);
    }
  }

  @ParameterizedTest
  @EnumSource(EndpointKind.class)
  void rejectsAMissingRequiredCertificate(EndpointKind where) {
    Facts request = Facts.post("client_id=a").with("Authorization", "Bearer x");
    Decision decision = binding.decide(where, request, null, null, PeerRules.enforced(true));

    assertThat(reason(decision)).isEqualTo(Reason.CERTIFICATE_REQUIRED);
    assertThat(((Decision.Rejected) decision).endpoint()).isEqualTo(where);
  }

  private Decision plain(@Nullable ReceivedCertificate presented, boolean required) {
    return binding.decide(
        EndpointKind.PLAIN, Facts.get(), presented, null, PeerRules.enforced(required));
  }

  private @Nullable Refusal refusalBefore(EndpointKind where, Facts request) {
    return binding.refusalBefore(where, request);
  }

  private ReceivedCertificate presented(Pki.Held held) {
    return new Presenter(folder, ROOT).byHeader(held);
  }

  private static Reason reason(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Rejected.class);
    return ((Decision.Rejected) decision).reason();
  }
}
