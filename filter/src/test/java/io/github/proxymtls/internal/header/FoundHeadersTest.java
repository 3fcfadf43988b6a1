package io.github.proxymtls.internal.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.testing.PlainRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FoundHeadersTest {

  private static final ReservedHeaders FIRST = reserved("X-Client-Cert", "Proxy-Authorization");
  private static final ReservedHeaders SECOND = reserved("ssl-client-cert", "Proxy-Authorization");
  private static final ReservedHeaders PASSED = reserved("X-Client-DN");
  private static final ReservedHeaders ALL =
      new ReservedHeaders(
          List.of(),
          Set.of("X-Client-Cert", "ssl-client-cert", "Proxy-Authorization"),
          Set.of("X-Client-DN", "X-Client-CN"));

  private static ReservedHeaders reserved(String... names) {
    return new ReservedHeaders(List.of(), Set.of(names));
  }

  /** A request whose header lines all have the value "close, X-Client-DN"; counts the look-ups. */
  private record Names(List<String> headerNames, List<String> asked) implements PlainRequest {

    static Names of(String... names) {
      return new Names(List.of(names), new ArrayList<>());
    }

    @Override
    public List<String> headers(String name) {
      asked.add(name);
      return headerNames.stream()
          .filter(name::equalsIgnoreCase)
          .map(it -> "close, X-Client-DN")
          .toList();
    }
  }

  private static FoundHeaders found(String... names) {
    return ALL.find(Names.of(names));
  }

  @Test
  void findsNothingAmongOrdinaryNames() {
    FoundHeaders found = found("Host", "", "X", "X-Forwarded-For", "Sec-Fetch");

    assertThat(found.hasReserved()).isFalse();
    assertThat(found.foreign(FIRST)).isNull();
    assertThat(found.ambiguousCompanion(PASSED)).isNull();
    assertThat(found.ambiguous(ALL)).isNull();
  }

  @Test
  void findsEveryKindOfName() {
    assertThat(found("Host", "x-client-cert").hasReserved()).isTrue();
    assertThat(found("Host", "x_client_cert").hasReserved()).isTrue();
    assertThat(found("Host", "x_client_dn").hasReserved()).isTrue();
    assertThat(found("Host", "Connection").hasReserved()).isFalse();
  }

  @Test
  void findsTheFirstHeaderThatOnlyAnotherProfileReads() {
    assertThat(found("Proxy-Authorization").foreign(FIRST)).isNull();
    assertThat(found("Proxy-Authorization", "x-client-cert").foreign(FIRST)).isNull();
    assertThat(found("Proxy-Authorization", "x-client-cert").foreign(SECOND))
        .isEqualTo("x-client-cert");
    assertThat(found("SSL-client-cert", "X-Client-Cert").foreign(FIRST))
        .isEqualTo("SSL-client-cert");
    assertThat(found("ssl_client_cert", "X-Client-DN").foreign(FIRST)).isNull();
  }

  @Test
  void rejectsCompanionHeaderThatOccursTwiceOrHasATwin() {
    assertThat(companion("X-Client-DN")).isNull();
    assertThat(companion("X-Client-CN", "x_client_cn", "X-Client-CN")).isNull();
    assertThat(companion("X-Client-DN", "x-client-dn"))
        .isEqualTo(
            new Refusal(
                Reason.HEADER_DUPLICATE, "X-Client-DN: several lines of a companion header"));
    assertThat(companion("X_Client_DN", "X-Client-DN", "X-Client-DN"))
        .isEqualTo(new Refusal(Reason.HEADER_TWIN, "twin of a companion header: X_Client_DN"));
  }

  private static Refusal companion(String... names) {
    return found(names).ambiguousCompanion(PASSED);
  }

  @Test
  void rejectsTwinOrHopByHopHeaderWhicheverComesFirst() {
    assertThat(ambiguous("Host", "X_Client_Cert", "connection")).isEqualTo(Reason.HEADER_TWIN);
    assertThat(ambiguous("Host", "connection", "X_Client_Cert"))
        .isEqualTo(Reason.HEADER_HOP_BY_HOP);
  }

  private static Reason ambiguous(String... names) {
    return Objects.requireNonNull(found(names).ambiguous(ALL)).reason();
  }

  @Test
  void shortensTheNameOfATwin() {
    String name = "x-".repeat(50);
    ReservedHeaders all = reserved(name);

    Refusal refused = all.find(Names.of(name.replace('-', '_'))).ambiguous(all);

    assertThat(Objects.requireNonNull(refused).detail())
        .isEqualTo("twin of a configured header: " + "x_".repeat(32));
  }

  @Test
  void readsOnlyTheLinesOfFoundHeaders() {
    Names names = Names.of("Host", "X-CLIENT-cert", "Cookie");
    FoundHeaders found = ALL.find(names);

    assertThat(names.asked()).isEmpty();
    assertThat(found.lines("ssl-client-cert")).isEmpty();
    assertThat(names.asked()).isEmpty();
    assertThat(found.lines("X-Client-Cert")).hasSize(1);
    assertThat(names.asked()).containsExactly("X-Client-Cert");
  }
}
