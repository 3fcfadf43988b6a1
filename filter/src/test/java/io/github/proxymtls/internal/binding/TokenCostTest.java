package io.github.proxymtls.internal.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.testing.Pki;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a request with a cached token allocates, in octets. */
class TokenCostTest {

  private static final int TIMES = 2_000;

  /** The line is split, hashed and compared; no part of the token is decoded. */
  private static final int PER_CHARACTER = 2;

  private static final int LIMIT = 2 * 1024;
  private static final Pki.Authority ROOT = Pki.create().root("Example Root");
  private static final Pki.Held CLIENT = ROOT.client("svc").issue();

  @TempDir Path folder;

  @Test
  void cachedTokenIsNotParsedAgain() {
    String small = token(0);
    String large = token(8 * 1024);

    assertThat(cost(small)).isLessThan(LIMIT + PER_CHARACTER * small.length());
    assertThat(cost(large)).isLessThan(LIMIT + PER_CHARACTER * large.length());
  }

  private long cost(String token) {
    ClientBinding binding = Rules.strict().load();
    Facts request = Facts.get().with("Authorization", "Bearer " + token);
    ClientBinding.Presented presented = new Presenter(folder, ROOT).byHeader(CLIENT);
    return Allocation.least(
        TIMES,
        () -> binding.decide(EndpointKind.PROTECTED_RESOURCE, request, presented, null, true));
  }

  private static String token(int padding) {
    String claims =
        "{\"scope\":\"%s\",\"cnf\":{\"x5t#S256\":\"%s\"}}"
            .formatted("a".repeat(padding), CLIENT.thumbprint());
    return url("{\"alg\":\"ES256\"}") + "." + url(claims) + "." + url("signature");
  }

  private static String url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
