package io.github.proxymtls.internal.binding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryNamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "access_token=x",
        "access_token",
        "access_token=",
        "a=1&access_token=x",
        "a=1;access_token=x",
        "access%5Ftoken=x",
        "access%5ftoken=x",
        "%61%63%63%65%73%73%5f%74%6f%6b%65%6e=x",
        "q=100%&access_token=x",
        "&&access_token=x&&",
        "q=%zz&access_token"
      })
  void findsEverySpelling(String query) {
    assertThat(QueryNames.contains(query, "access_token")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "&",
        "access_toke",
        "access_tokens=x",
        "xaccess_token=x",
        "q=access_token",
        "q=a=access_token",
        "access%5token=x",
        "access_token%",
        "access_token%3Dx",
        "access%255Ftoken=x",
        "Access_token=x"
      })
  void doesNotMatchOtherParameters(String query) {
    assertThat(QueryNames.contains(query, "access_token")).isFalse();
  }
}
