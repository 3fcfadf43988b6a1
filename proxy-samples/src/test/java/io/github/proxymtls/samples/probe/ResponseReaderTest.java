package io.github.proxymtls.samples.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.proxymtls.samples.site.Reply.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {

  @Test
  void readsOneResponseAndLeavesTheNext() throws IOException {
    InputStream in =
        octets(
            "HTTP/1.1 100 Continue\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab"
                + "HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3;x=y\r\nabc\r\n1\r\nd\r\n0\r\nTrailer: 1\r\n\r\n"
                + "HTTP/1.0 404\r\n\r\nto the end");
    assertThat(text(in)).isEqualTo("200 ab");
    assertThat(text(in)).isEqualTo("403 abcd");
    assertThat(text(in)).isEqualTo("404 to the end");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200",
        "HTTP/2 200 OK\r\n\r\n",
        "SSH-2.0-OpenSSH\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n"
      })
  void rejectsAResponseThatIsCutMalformedOrTooLarge(String response) {
    assertThatThrownBy(() -> ResponseReader.read(octets(response))).isInstanceOf(IOException.class);
  }

  @Test
  void rejectsAHeadWithoutEnd() {
    String head = "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(100_000);
    assertThatThrownBy(() -> ResponseReader.read(octets(head))).hasMessageContaining("too large");
  }

  private static String text(InputStream in) throws IOException {
    Answer answer = ResponseReader.read(in);
    return answer.status() + " " + answer.body();
  }

  private static InputStream octets(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
