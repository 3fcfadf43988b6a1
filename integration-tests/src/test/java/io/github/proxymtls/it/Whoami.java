package io.github.proxymtls.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.proxymtls.samples.site.Reply;
import io.github.proxymtls.samples.site.Reply.Answer;
import io.github.proxymtls.testing.Pki;
import java.text.ParseException;
import java.util.Map;

/** Reads from a reply which client the application saw. */
public final class Whoami {

  private static final int OK = 200;

  private Whoami() {}

  /** Returns the members of a response that reached the filter. */
  static Answer answer(Reply reply) {
    assertThat(reply).isInstanceOf(Answer.class);
    return (Answer) reply;
  }

  /** Checks that the application ran and saw the client with exactly this certificate. */
  static void assertRecognised(Reply reply, Pki.Held client) {
    Answer answer = answer(reply);
    assertThat(answer.status()).as(answer.body()).isEqualTo(OK);
    assertThat(thumbprint(answer.body())).isEqualTo(client.thumbprint());
  }

  /**
   * Checks that the filter rejected the request with this status and code (or one of several,
   * separated by a bar), and that the application did not run.
   */
  static void assertRefused(Reply reply, int status, String code) {
    Answer answer = answer(reply);
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(code.split("\\|", -1)).contains(String.valueOf(members(answer.body()).get("code")));
    assertThat(answer.values("Content-Type"))
        .singleElement()
        .asString()
        .startsWith("application/problem+json");
    assertThat(answer.body()).doesNotContain("authenticated");
  }

  /** Returns the thumbprint of the client that the application saw. */
  static String thumbprint(String body) {
    return members(body).get("certificate") instanceof Map<?, ?> certificate
        ? String.valueOf(certificate.get("x5t#S256"))
        : "none";
  }

  /** Parses the members of a JSON object. */
  public static Map<String, Object> members(String body) {
    try {
      return JSONObjectUtils.parse(body);
    } catch (ParseException notJson) {
      throw new AssertionError("not JSON: " + body, notJson);
    }
  }
}
