package io.github.proxymtls.internal.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.header.ReservedHeaders.Match;
import io.github.proxymtls.testing.PlainRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameTableTest {

  private static final ReservedHeaders FIRST = reserved("X-Client-Cert", "Proxy-Authorization");
  private static final ReservedHeaders SECOND = reserved("ssl-client-cert", "Proxy-Authorization");
  private static final ReservedHeaders ALL =
      new ReservedHeaders(
          List.of(),
          Set.of("X-Client-Cert", "ssl-client-cert", "Proxy-Authorization"),
          Set.of("X-Client-DN"));
  private static final NameTable TABLE = new NameTable(ALL, List.of(FIRST, SECOND));

  private static ReservedHeaders reserved(String... names) {
    return new ReservedHeaders(List.of(), Set.of(names));
  }

  /** A request with these header names; counts the headers that are looked for. */
  private record Names(List<String> headerNames, List<String> asked) implements PlainRequest {

    static Names of(String... names) {
      return new Names(List.of(names), new ArrayList<>());
    }

    @Override
    public List<String> headers(String name) {
      asked.add(name);
      return headerNames.stream().filter(name::equalsIgnoreCase).map(it -> "value").toList();
    }
  }

  @Test
  void ordinaryNamesAreNothing() {
    ScannedRequest request = TABLE.scan(Names.of("Host", "", "X", "X-Forwarded-For", "Sec-Fetch"));

    assertThat(request.hasReserved()).isFalse();
    assertThat(Stream.of(Match.values()).filter(request::has)).isEmpty();
    assertThat(request.mayHaveForeign(0)).isFalse();
  }

  @Test
  void knowsEveryKindOfName() {
    assertThat(kinds("x-client-cert")).containsExactly(Match.RESERVED);
    assertThat(kinds("x_client_cert")).containsExactly(Match.TWIN);
    assertThat(kinds("x_client_dn")).containsExactly(Match.COMPANION);
    assertThat(kinds("X-Client-DN", "Host", "X-Client_Cert", "ssl-client-cert"))
        .containsExactly(Match.COMPANION, Match.TWIN, Match.RESERVED);
  }

  private static List<Match> kinds(String... names) {
    ScannedRequest request = TABLE.scan(Names.of(names));
    return Stream.of(Match.values()).filter(request::has).toList();
  }

  @Test
  void tellsWhichProfileDoesNotReadAHeader() {
    assertThat(foreign("Proxy-Authorization")).isEmpty();
    assertThat(foreign("Proxy-Authorization", "x-client-cert")).containsExactly(1);
    assertThat(foreign("ssl-client-cert")).containsExactly(0);
    assertThat(foreign("ssl-client-cert", "X-Client-Cert")).containsExactly(0, 1);
  }

  private static List<Integer> foreign(String... names) {
    ScannedRequest request = TABLE.scan(Names.of(names));
    return Stream.of(0, 1).filter(request::mayHaveForeign).toList();
  }

  @Test
  void findsForeignHeadersOfManyProfiles() {
    List<ReservedHeaders> many = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      many.add(i == 66 ? reserved("ssl-client-cert") : FIRST);
    }

    ScannedRequest request = new NameTable(ALL, many).scan(Names.of("X-Client-Cert"));

    assertThat(request.mayHaveForeign(66)).isTrue();
    assertThat(request.mayHaveForeign(0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection",
        "Early-Data",
        "Content-Type",
        "Content-Encoding",
        "Authorization",
        "ssl_client_cert",
        "ssl_client_escaped_cert"
      })
  void looksForAUsualHeaderOnlyIfItsNameOccurs(String name) {
    Names without = Names.of("Host", "Accept");
    assertThat(TABLE.scan(without).headers(name)).isEmpty();
    assertThat(without.asked()).isEmpty();

    Names with = Names.of("Host", swapped(name));
    assertThat(TABLE.scan(with).headers(name)).containsExactly("value");
  }

  @Test
  void looksForEveryOtherHeader() {
    Names names = Names.of("Host");

    assertThat(TABLE.scan(names).headers("Cookie")).isEmpty();
    assertThat(names.asked()).containsExactly("Cookie");
  }

  /** The table recognises by length and first letter; a comparison of everything agrees. */
  @Test
  void agreesWithAComparisonOfAllNames() {
    Random random = new Random(13);
    String characters = "XxCc-_.~Ll!iI78\u00f8\u0178";
    HeaderFormat indexed =
        new HeaderFormat("custom", "Xl", "-c-", null, Set.of(), Encoding.PEM, Set.of());
    ReservedHeaders reserved =
        new ReservedHeaders(List.of(indexed), Set.of("C", "7-x", "_Lx", "cx~c"), Set.of("ci"));
    int found = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder name = new StringBuilder();
      for (int length = random.nextInt(6); length > 0; length--) {
        name.append(characters.charAt(random.nextInt(characters.length())));
      }
      // A list in Connection is compared without the table.
      boolean slow = reserved.hopByHop(List.of(name.toString()));
      boolean fast = reserved.match(name.toString()) != Match.UNRELATED;
      assertThat(fast).as(name.toString()).isEqualTo(slow);
      found += fast ? 1 : 0;
    }
    assertThat(found).isGreaterThan(1000);
  }

  private static String swapped(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return name.equals(lower) ? name.toUpperCase(Locale.ROOT) : lower;
  }
}
