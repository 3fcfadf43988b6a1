package io.github.proxymtls.internal.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.header.ReservedHeaders.Match;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedHeadersTest {

  private static final HeaderFormat INDEXED =
      new HeaderFormat(
          "custom",
          "X-Client-Cert",
          "X-Client-Chain-",
          "X-Client-Verify",
          Set.of("0"),
          Encoding.PEM,
          Set.of(""));

  private final ReservedHeaders reserved =
      new ReservedHeaders(List.of(INDEXED), Set.of("Proxy-Authorization"));

  @ParameterizedTest
  @CsvSource({
    "X-Client-Cert, RESERVED",
    "x-client-cert, RESERVED",
    "X-CLIENT-VERIFY, RESERVED",
    "proxy-authorization, RESERVED",
    "X-Client-Chain-, RESERVED",
    "X-Client-Chain-0, RESERVED",
    "x-client-chain-name, RESERVED",
    "X_Client_Cert, TWIN",
    "X.Client-Cert, TWIN",
    "x-client_cert, TWIN",
    "X~Client~Verify, TWIN",
    "Proxy_Authorization, TWIN",
    "X_Client_Chain_0, TWIN",
    "X-Client-Chain_0, TWIN",
    "X-Client-Chain.x, TWIN",
    "X-Client-Chain, UNRELATED",
    "X-Client-Cer, UNRELATED",
    "X-Client-Certs, UNRELATED",
    "XClientCert, UNRELATED",
    "X--Client-Cert, UNRELATED",
    "Authorization, UNRELATED",
    "Host, UNRELATED",
  })
  void distinguishesReservedNamesTwinsAndUnrelatedNames(String name, Match match) {
    assertThat(reserved.match(name)).isEqualTo(match);
  }

  @Test
  void nullAndEmptyNamesAreUnrelated() {
    assertThat(reserved.match(null)).isEqualTo(Match.UNRELATED);
    assertThat(reserved.match("")).isEqualTo(Match.UNRELATED);
  }

  @Test
  void foldsOnlyAsciiLetters() {
    assertThat(reserved.match("X-Cl\u0131ent-Cert")).isEqualTo(Match.UNRELATED);
    assertThat(reserved.match("X\u00e9Client-Cert")).isEqualTo(Match.TWIN);
  }

  @Test
  void configuredNameIsReservedEvenIfItIsTheTwinOfAnother() {
    ReservedHeaders both =
        new ReservedHeaders(List.of(), Set.of("ssl-client-cert", "ssl_client_cert"));

    assertThat(both.match("ssl_client_cert")).isEqualTo(Match.RESERVED);
    assertThat(both.match("ssl.client.cert")).isEqualTo(Match.TWIN);
  }

  @ParameterizedTest
  @CsvSource({
    "X-Client-Subject, COMPANION",
    "x-client-subject, COMPANION",
    "X_Client.Subject, COMPANION",
    "X-Client-Subject-, UNRELATED",
    "X-Client-Subjec, UNRELATED",
    "X-Client-Cert, RESERVED",
    "X_Client_Cert, TWIN",
    "X-Client-Verify, RESERVED",
    "X-Client-Chain-7, RESERVED",
    "X_Client_Chain_7, TWIN",
  })
  void configuredHeadersTakePrecedenceOverCompanionHeaders(String name, Match match) {
    Set<String> companions =
        Set.of("X-Client-Subject", "X-Client-Cert", "X_Client_Verify", "X_Client_Chain_7");

    assertThat(new ReservedHeaders(List.of(INDEXED), Set.of(), companions).match(name))
        .isEqualTo(match);
  }

  @Test
  void findsCompanionHeaderAmongHopByHopNames() {
    ReservedHeaders companions =
        new ReservedHeaders(List.of(), Set.of(), Set.of("X-Client-Subject"));

    assertThat(companions.hopByHop(List.of("close, x_client_subject"))).isTrue();
    assertThat(companions.hopByHop(List.of("close, x-client"))).isFalse();
  }

  /** A look-up in the sorted names finds what a comparison with each of them finds. */
  @Test
  void agreesWithAComparisonOfAllNames() {
    HeaderFormat indexed =
        new HeaderFormat("custom", "Xl", "-c-", null, Set.of(), Encoding.PEM, Set.of());
    ReservedHeaders headers =
        new ReservedHeaders(List.of(indexed), Set.of("C", "7-x", "_Lx", "cx~c"), Set.of("ci"));
    String characters = "XxCc-_.~Ll!iI78\u00f8\u0178";
    Random random = new Random(13);
    int found = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder name = new StringBuilder();
      for (int length = random.nextInt(6); length > 0; length--) {
        name.append(characters.charAt(random.nextInt(characters.length())));
      }
      Match expected = compared(name.toString());
      assertThat(headers.match(name.toString())).as(name.toString()).isEqualTo(expected);
      found += expected == Match.UNRELATED ? 0 : 1;
    }
    assertThat(found).isGreaterThan(1000);
  }

  private static Match compared(String name) {
    String lower = lower(name);
    if (Stream.of("xl", "c", "7-x", "_lx", "cx~c").anyMatch(lower::equals)
        || lower.startsWith("-c-")) {
      return Match.RESERVED;
    }
    String folded = lower.replaceAll("[^a-z0-9]", "-");
    if (Stream.of("xl", "c", "7-x", "-lx", "cx-c").anyMatch(folded::equals)
        || folded.startsWith("-c-")) {
      return Match.TWIN;
    }
    return folded.equals("ci") ? Match.COMPANION : Match.UNRELATED;
  }

  /** In lower case, of ASCII only. */
  private static String lower(String name) {
    return name.chars()
        .map(c -> c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-client-cert",
        "close, X-Client-Verify",
        "close,x-client-verify,keep-alive",
        " Proxy-Authorization ",
        ",,X-Client-Chain-3",
        "x_client_cert",
        "close,\tX-Client-Cert\t",
      })
  void findsHopByHopNames(String connection) {
    assertThat(reserved.hopByHop(List.of("upgrade", connection))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "close", "keep-alive, Upgrade", "X-Client-Certs", "X Client Cert x"})
  void ignoresUnrelatedHopByHopNames(String connection) {
    assertThat(reserved.hopByHop(List.of(connection))).isFalse();
  }
}
