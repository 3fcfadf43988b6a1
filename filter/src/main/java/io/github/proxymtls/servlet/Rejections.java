package io.github.proxymtls.servlet;

import io.github.proxymtls.Decision;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.RequestId;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes a rejection: status and body, and commits the response. Never uses {@code sendError},
 * because an error page is part of the application. The client gets the code (RFC 9457), the OAuth
 * error (RFC 6749 section 5.2), or the bearer error (RFC 6750 section 3.1), and the request's id.
 */
final class Rejections {

  private static final String RETRY_AFTER_SECONDS = "5";

  /**
   * RFC 6749 section 5.2 requires this if the client tried HTTP Basic; RFC 7617 requires the realm.
   */
  private static final String CHALLENGE = "Basic realm=\"client\"";

  private Rejections() {}

  /**
   * Writes the rejection. Writes nothing in an include or after the commit, when the status can no
   * longer be set.
   */
  static void write(Decision.Rejected rejection, Admission.FilterOutcome outcome)
      throws IOException {
    HttpServletRequest request = outcome.request();
    HttpServletResponse response = outcome.response();
    if (Dispatch.isInclude(request) || response.isCommitted()) {
      return;
    }
    clear(request, response);
    Reason.Answer answer = rejection.reason().answer(rejection.endpoint());
    response.setStatus(answer.status());
    setHeaders(answer, response);
    response.setHeader(RequestId.HEADER, rejection.requestId());
    if (outcome.basic() && "invalid_client".equals(answer.error())) {
      response.setHeader("WWW-Authenticate", CHALLENGE);
    }
    byte[] body = body(rejection, answer).getBytes(StandardCharsets.US_ASCII);
    response.setContentType(
        answer.error() == null ? "application/problem+json" : "application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
    response.flushBuffer();
  }

  /** On the first dispatch only other filters have set headers, which remain (CORS, HSTS). */
  private static void clear(HttpServletRequest request, HttpServletResponse response) {
    if (request.getDispatcherType() == DispatcherType.REQUEST) {
      response.resetBuffer();
    } else {
      response.reset();
    }
  }

  private static void setHeaders(Reason.Answer answer, HttpServletResponse response) {
    response.setHeader("Cache-Control", "no-store");
    if (answer.bearer()) {
      String error = answer.error() == null ? "" : " error=\"" + answer.error() + "\"";
      response.setHeader("WWW-Authenticate", "Bearer" + error);
    }
    if (answer.status() == HttpServletResponse.SC_METHOD_NOT_ALLOWED) {
      response.setHeader("Allow", "POST");
    }
    if (answer.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
      response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
  }

  private static String body(Decision.Rejected rejection, Reason.Answer answer) {
    if (answer.error() != null) {
      return "{\"error\":\"" + answer.error() + "\"}";
    }
    return "{\"type\":\"about:blank\",\"title\":\""
        + title(answer.status())
        + "\",\"status\":"
        + answer.status()
        + ",\"instance\":\"urn:proxymtls:request:"
        + rejection.requestId()
        + "\",\"code\":\""
        + rejection.reason().callerCode()
        + "\"}";
  }

  /** The status phrase, as RFC 9457 section 4.2.1 requires for {@code about:blank}. */
  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 405 -> "Method Not Allowed";
      case 413 -> "Content Too Large";
      case 425 -> "Too Early";
      case 431 -> "Request Header Fields Too Large";
      case 503 -> "Service Unavailable";
      default -> "Internal Server Error";
    };
  }
}
