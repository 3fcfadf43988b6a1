package io.github.proxymtls.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BcryptHashTest {

  /** {@code htpasswd -nbBC 5 edge-1 'correct horse'}. */
  private static final String HASH = "$2y$05$0PsabbNyVMvDWKS.irf1zuhePjMevvB.RdcjoTQC3ibWGTXBvMUe2";

  /** {@code htpasswd -nbBC 4 edge-2 'Grüße'}. */
  private static final String UTF8 = "$2y$04$Ow6ZyyngQ3AJvAbGCltJBO2AoyifoO6Epd30emaJZvxFeUVI.VODq";

  @ParameterizedTest
  @ValueSource(strings = {"$2y$", "$2a$", "$2b$"})
  void verifiesHashesThatHtpasswdWrites(String version) {
    BcryptHash hash = BcryptHash.parse(version + HASH.substring(4));

    assertThat(hash.matches(octets("correct horse"))).isTrue();
    assertThat(hash.matches(octets("correct horsf"))).isFalse();
    assertThat(hash.matches(octets("correct horse "))).isFalse();
  }

  @Test
  void readsPasswordsAsUtf8() {
    assertThat(BcryptHash.parse(UTF8).matches(octets("Grüße"))).isTrue();
    assertThat(BcryptHash.parse(UTF8).matches("Grüße".getBytes(StandardCharsets.ISO_8859_1)))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "$apr1$6gc0.BBi$o4GScL/mIWQuManZ4aCfG0",
        "{SHA}lcsL/Sl3x2EpjZYk5LTUxyo5l0o=",
        "$2x$05$0PsabbNyVMvDWKS.irf1zuhePjMevvB.RdcjoTQC3ibWGTXBvMUe2",
        "$2$05$0PsabbNyVMvDWKS.irf1zuhePjMevvB.RdcjoTQC3ibWGTXBvMUe2a",
        "$2y$5$0PsabbNyVMvDWKS.irf1zuhePjMevvB.RdcjoTQC3ibWGTXBvMUe2a",
        "$2y$05$0PsabbNyVMvDWKS.irf1zuhePjMevvB.RdcjoTQC3ibWGTXBvMUe",
        "$2y$05$0PsabbNyVMvDWKS.irf1zuhePjMevvB.RdcjoTQC3ibWGTXBvMUe2 ",
        "$2y$05$0PsabbNyVMvDWKS.irf1zuhePjMevvB.RdcjoTQC3ibWGTXBvMU:2",
        "$2y$05-0PsabbNyVMvDWKS.irf1zuhePjMevvB.RdcjoTQC3ibWGTXBvMUe2",
        "$2y$00$0PsabbNyVMvDWKS.irf1zuhePjMevvB.RdcjoTQC3ibWGTXBvMUe2",
        "$2y$03$0PsabbNyVMvDWKS.irf1zuhePjMevvB.RdcjoTQC3ibWGTXBvMUe2",
        "$2y$15$0PsabbNyVMvDWKS.irf1zuhePjMevvB.RdcjoTQC3ibWGTXBvMUe2",
        "$2y$31$0PsabbNyVMvDWKS.irf1zuhePjMevvB.RdcjoTQC3ibWGTXBvMUe2",
        "$2y$1a$0PsabbNyVMvDWKS.irf1zuhePjMevvB.RdcjoTQC3ibWGTXBvMUe2",
        "$2y$1:$0PsabbNyVMvDWKS.irf1zuhePjMevvB.RdcjoTQC3ibWGTXBvMUe2",
        "$2y$0>$0PsabbNyVMvDWKS.irf1zuhePjMevvB.RdcjoTQC3ibWGTXBvMUe2"
      })
  void rejectsEveryOtherKindOfHash(String text) {
    assertThatThrownBy(() -> BcryptHash.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContainingAny("0Psabb", "lcsL", "6gc0", "secret");
  }

  @Test
  void acceptsCostsFromFourToFourteen() {
    for (String cost : new String[] {"04", "09", "10", "14"}) {
      assertThat(BcryptHash.parse(HASH.replace("$05$", "$" + cost + "$"))).isNotNull();
    }
  }

  @Test
  void rejectsHashThatNoPasswordCanMatch() {
    assertThatThrownBy(() -> BcryptHash.parse(HASH.substring(0, 59) + "3"))
        .hasMessage("the unused bits of a bcrypt hash must be zero");
    assertThatThrownBy(() -> BcryptHash.parse(HASH.substring(0, 28) + "v" + HASH.substring(29)))
        .hasMessage("the unused bits of a bcrypt hash must be zero");
  }

  @Test
  void toStringContainsNothingOfTheHash() {
    assertThat(BcryptHash.parse(HASH)).hasToString("bcrypt");
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
