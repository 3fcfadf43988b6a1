package io.github.proxymtls.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.jose.Confirmation;
import io.github.proxymtls.internal.jose.Confirmation.Result;
import io.github.proxymtls.internal.jose.StrictJson;
import io.github.proxymtls.oauth.TokenBinding.Verdict;
import io.github.proxymtls.testing.Pki;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RFC 8705 section 3.1 and the malformed {@code cnf} values of the FAPI conformance tests. */
class TokenBindingTest {

  private static final Pki PKI = Pki.create();
  private static final Pki.Held CLIENT = PKI.selfSigned("client").issue();
  private static final Pki.Held OTHER = PKI.selfSigned("client").issue();

  @Test
  void thumbprintOfTheCertificateIsBound() {
    assertThat(check(Map.of("x5t#S256", CLIENT.thumbprint()))).isEqualTo(Verdict.BOUND);
  }

  @Test
  void confirmationBindsOnlyToItsCertificate() {
    Map<String, String> confirmation = TokenBinding.confirmation(CLIENT.certificate());

    assertThat(confirmation).containsExactly(Map.entry("x5t#S256", CLIENT.thumbprint()));
    assertThat(TokenBinding.check(CLIENT.certificate(), confirmation)).isEqualTo(Verdict.BOUND);
    assertThat(TokenBinding.check(OTHER.certificate(), confirmation))
        .isEqualTo(Verdict.OTHER_CERTIFICATE);
  }

  @Test
  void doesNotAcceptAnotherCertificateWithTheSameName() {
    assertThat(check(Map.of("x5t#S256", OTHER.thumbprint()))).isEqualTo(Verdict.OTHER_CERTIFICATE);
  }

  @Test
  void tokenWithoutConfirmationIsUnbound() {
    assertThat(TokenBinding.check(CLIENT.certificate(), null)).isEqualTo(Verdict.UNBOUND);
  }

  @Test
  void missingEmptyPaddedOrPlainBase64ThumbprintIsMalformed() {
    byte[] digest = HexFormat.of().parseHex(CLIENT.sha256Hex());
    String thumbprint = CLIENT.thumbprint();

    for (Object value :
        List.of(
            "",
            thumbprint + "=",
            thumbprint + " ",
            " " + thumbprint,
            thumbprint + "\n",
            thumbprint.substring(1),
            thumbprint.replace(thumbprint.charAt(0), '+'),
            thumbprint.replace(thumbprint.charAt(0), '/'),
            Base64.getEncoder().encodeToString(digest),
            Base64.getUrlEncoder().encodeToString(digest),
            CLIENT.sha256Hex(),
            unusedBitSet(thumbprint),
            List.of(thumbprint),
            Map.of("x5t#S256", thumbprint),
            1.0,
            true,
            StrictJson.NULL)) {
      assertThat(check(Map.of("x5t#S256", value))).as("%s", value).isEqualTo(Verdict.MALFORMED);
    }
    assertThat(check(Map.of())).isEqualTo(Verdict.MALFORMED);
    Map<String, String> empty = new HashMap<>();
    empty.put("x5t#S256", null);
    assertThat(check(empty)).isEqualTo(Verdict.MALFORMED);
  }

  @Test
  void confirmationThatIsNotAnObjectIsMalformed() {
    for (Object confirmation : List.of(CLIENT.thumbprint(), List.of(), StrictJson.NULL, 1.0)) {
      assertThat(Confirmation.of(confirmation).check(CLIENT.thumbprint()))
          .isEqualTo(Result.MALFORMED);
    }
  }

  @Test
  void unknownMemberIsMalformed() {
    for (String member : List.of("jwk", "kid", "x5t", "X5T#S256", "x5t#s256", "osc", "")) {
      assertThat(check(Map.of(member, CLIENT.thumbprint())))
          .as(member)
          .isEqualTo(Verdict.MALFORMED);
      assertThat(check(Map.of("x5t#S256", CLIENT.thumbprint(), member, "x")))
          .as(member)
          .isEqualTo(Verdict.MALFORMED);
    }
  }

  @Test
  void checksTheCertificateBesideADpopKey() {
    String key = OTHER.thumbprint();

    assertThat(check(Map.of("jkt", key))).isEqualTo(Verdict.DPOP);
    assertThat(check(Map.of("jkt", key, "x5t#S256", CLIENT.thumbprint()))).isEqualTo(Verdict.BOUND);
    assertThat(check(Map.of("jkt", key, "x5t#S256", key))).isEqualTo(Verdict.OTHER_CERTIFICATE);
    assertThat(check(Map.of("jkt", "x", "x5t#S256", CLIENT.thumbprint())))
        .isEqualTo(Verdict.MALFORMED);
    assertThat(check(Map.of("jkt", ""))).isEqualTo(Verdict.MALFORMED);
  }

  @Test
  void requestWithoutCertificateIsNeverBound() {
    assertThat(Confirmation.of(Map.of("x5t#S256", CLIENT.thumbprint())).check(null))
        .isEqualTo(Result.OTHER_CERTIFICATE);
  }

  /** The same octets for a lenient decoder, in a second spelling. */
  private static String unusedBitSet(String thumbprint) {
    char last = thumbprint.charAt(thumbprint.length() - 1);
    return thumbprint.substring(0, thumbprint.length() - 1) + (char) (last + 1);
  }

  private static Verdict check(Map<String, ?> confirmation) {
    return TokenBinding.check(CLIENT.certificate(), confirmation);
  }
}
