package io.github.proxymtls.samples.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.samples.server.WhoamiPage.Row;
import io.github.proxymtls.samples.server.WhoamiPage.Stage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhoamiPageTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "TEXT/HTML",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "application/json, text/html;q=0.1",
        "text/html;level=1;q=0.05"
      })
  void showsThePageWhereAcceptNamesHtml(String accept) {
    assertThat(acceptsHtml("application/json", accept)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "text/*",
        "application/json",
        "text/html;q=0",
        "text/html; q=0.000",
        "text/html;level=1;q=0",
        "text/htmlx",
        "application/xhtml+xml",
        ""
      })
  void answersWithJsonWhereAcceptDoesNotNameHtml(String accept) {
    assertThat(acceptsHtml(accept)).isFalse();
  }

  @Test
  void answersWithJsonWithoutAccept() {
    assertThat(acceptsHtml()).isFalse();
  }

  @Test
  void escapesWhatTheClientWrote() {
    String hostile = "</dd><script>alert(1)</script> \" ' & {{title}} \u202e\u0000\n";
    String page =
        WhoamiPage.html(List.of(Stage.yes("Proxy", "summary", List.of(Row.of("Name", hostile)))));
    assertThat(page)
        .doesNotContain("<script", "</dd><", "\u202e", "\u0000")
        .contains(
            "&lt;/dd&gt;&lt;script&gt;alert(1)&lt;/script&gt; &quot; &#39; &amp; {{title}}"
                + " \\u202e\\u0000\\u000a");
  }

  @Test
  void showsAnEmptyListAsNone() {
    String page =
        WhoamiPage.html(
            List.of(Stage.yes("Proxy", "summary", List.of(Row.of("Names", List.of())))));
    assertThat(page).contains("<dd>none</dd>");
  }

  @Test
  void allowsItsStyleSheetAndNothingElse() throws Exception {
    String page = WhoamiPage.html(List.of());
    String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
    assertThat(WhoamiPage.POLICY)
        .startsWith("default-src 'none'; ")
        .contains("style-src 'sha256-" + Base64.getEncoder().encodeToString(digest) + "'")
        .doesNotContain("unsafe", "http", "*");
    assertThat(page).doesNotContain("src=", "href=", "url(", "@import", "style=");
  }

  private static boolean acceptsHtml(String... lines) {
    return WhoamiServlet.acceptsHtml(Collections.enumeration(List.of(lines)));
  }
}
