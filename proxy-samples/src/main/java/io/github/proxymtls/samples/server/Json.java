package io.github.proxymtls.samples.server;

import com.nimbusds.jose.util.JSONObjectUtils;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes JSON responses. */
final class Json {

  private Json() {}

  static void write(HttpServletResponse response, int status, Map<String, ?> members)
      throws IOException {
    byte[] body = JSONObjectUtils.toJSONString(members).getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** Writes an error of the application, such as {@code {"error":"not_found"}}. */
  static void error(HttpServletResponse response, int status, String error) throws IOException {
    write(response, status, Map.of("error", error));
  }
}
