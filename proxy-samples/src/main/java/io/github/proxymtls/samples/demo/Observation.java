package io.github.proxymtls.samples.demo;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.proxymtls.samples.site.Reply;
import io.github.proxymtls.samples.site.Reply.Answer;
import io.github.proxymtls.samples.site.Reply.NoResponse;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a step.
 *
 * @param status the status of the response; 0 if there was none
 * @param text the text in the table: the status, and the code of a rejection or the recognised
 *     client
 * @param refusedBy {@code filter}, or the name of the TLS endpoint; empty if nothing was rejected
 */
record Observation(int status, String text, String refusedBy) {

  private static final int FIRST_REFUSAL = 400;
  private static final String FILTER = "filter";

  /**
   * Reads a reply.
   *
   * @param peer the name of the TLS endpoint
   */
  static Observation of(Reply reply, String peer) {
    if (reply instanceof NoResponse broken) {
      return new Observation(0, "TLS " + broken.why(), peer);
    }
    Answer answer = (Answer) reply;
    Map<String, Object> members = members(answer);
    if (answer.status() < FIRST_REFUSAL) {
      return new Observation(answer.status(), join(answer.status(), recognised(members)), "");
    }
    String code = code(answer, members);
    // Every rejection of the filter has a code; others write a page or a line of text.
    return new Observation(
        answer.status(), join(answer.status(), code), code == null ? peer : FILTER);
  }

  private static String join(int status, @Nullable String more) {
    return more == null ? Integer.toString(status) : status + " " + more;
  }

  private static @Nullable String recognised(Map<String, Object> members) {
    if (members.containsKey("access_token")) {
      return "token";
    }
    Object certificate = members.get("certificate");
    if (!(certificate instanceof Map<?, ?> shown)) {
      return null;
    }
    String subject = String.valueOf(shown.get("subject"));
    int comma = subject.indexOf(',');
    return comma < 0 ? subject : subject.substring(0, comma);
  }

  private static @Nullable String code(Answer answer, Map<String, Object> members) {
    for (String name : List.of("code", "error")) {
      if (members.get(name) instanceof String code) {
        return code;
      }
    }
    return answer.values("WWW-Authenticate").stream()
        .filter(challenge -> challenge.contains("error=\""))
        .map(challenge -> challenge.split("error=\"", 2)[1].split("\"", 2)[0])
        .findFirst()
        .orElse(null);
  }

  private static Map<String, Object> members(Answer answer) {
    boolean json = answer.values("Content-Type").stream().anyMatch(type -> type.contains("json"));
    if (!json) {
      return Map.of();
    }
    try {
      return JSONObjectUtils.parse(answer.body());
    } catch (ParseException notJson) {
      return Map.of();
    }
  }
}
