package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Form;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What counts as a body, and when it is touched. */
class FormBodyTest {

  private static final String FORM = "application/x-www-form-urlencoded";

  @ParameterizedTest
  @EnumSource
  void leavesBodyThatIsNotAForm(Container container) throws Exception {
    try (Container.Running server =
        container.start(WebApp.behind().on("/*", FormBodyTest::write))) {
      assertThat(Wire.get("/a").to(server).body()).isEqualTo("None untouched");
      assertThat(Wire.get("/a").header("Content-Type", FORM).to(server).body())
          .isEqualTo("None untouched");
      assertThat(Wire.form("/a", "").to(server).body()).isEqualTo("None untouched");
      assertThat(
              Wire.request("POST", "/a")
                  .header("Content-Type", "application/json")
                  .body("{}")
                  .to(server)
                  .body())
          .isEqualTo("None untouched");
    }
  }

  @ParameterizedTest
  @EnumSource
  void leavesOversizedOrAmbiguousForm(Container container) throws Exception {
    try (Container.Running server =
        container.start(WebApp.behind().on("/*", FormBodyTest::write))) {
      assertThat(Wire.form("/a", "a=123456789").to(server).body())
          .isEqualTo("FORM_TOO_LARGE untouched");
      assertThat(
              Wire.request("POST", "/a")
                  .header("Content-Type", FORM + "; charset=IBM037")
                  .body("a=1")
                  .to(server)
                  .body())
          .isEqualTo("FORM_MALFORMED untouched");
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsFormUpToTheLimit(Container container) throws Exception {
    try (Container.Running server =
        container.start(WebApp.behind().on("/*", FormBodyTest::write))) {
      assertThat(Wire.form("/a", "a=12345678").to(server).body()).isEqualTo("{a=[12345678]} read");
      assertThat(
              Wire.request("POST", "/a")
                  .header("Content-Type", FORM)
                  .header("Transfer-Encoding", "chunked")
                  .rawBody("0\r\n\r\n")
                  .to(server)
                  .body())
          .isEqualTo("FORM_MALFORMED read");
    }
  }

  @ParameterizedTest
  @EnumSource
  void rejectsBodyLongerThanContentLength(Container container) throws Exception {
    try (Container.Running server =
        container.start(
            WebApp.behind()
                .on("/*", (request, response) -> write(lengthened(request), response)))) {
      assertThat(Wire.form("/a", "a=1").to(server).body()).isEqualTo("FORM_MALFORMED read");
    }
  }

  /** A filter in front may wrap the stream. */
  private static HttpServletRequest lengthened(HttpServletRequest request) {
    return new HttpServletRequestWrapper(request) {
      @Override
      public ServletInputStream getInputStream() {
        return new ReplayedBody("a=1&a=2".getBytes(StandardCharsets.US_ASCII), request).stream();
      }
    };
  }

  private static void write(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    FormBody body = new FormBody(10, null);
    Form form = body.form(request);
    assertThat(body.form(request)).isSameAs(form);
    String text =
        form instanceof Form.Parameters read
            ? read.parameters().toString()
            : form instanceof Form.Unreadable unreadable
                ? unreadable.reason().name()
                : form.getClass().getSimpleName();
    response.getWriter().write(text + (body.replayed() == null ? " untouched" : " read"));
  }
}
