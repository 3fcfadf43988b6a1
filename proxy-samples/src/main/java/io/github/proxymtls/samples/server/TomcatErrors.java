package io.github.proxymtls.samples.server;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.Writer;
import java.util.Map;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Writes Tomcat's own errors as JSON, for example the response to a request that Tomcat cannot
 * parse.
 */
final class TomcatErrors extends ErrorReportValve {

  private static final int FIRST_ERROR = 400;

  @Override
  public void report(Request request, Response response, Throwable problem) {
    if (response.getStatus() < FIRST_ERROR
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    String error = HttpStatus.getMessage(response.getStatus());
    response.setContentType("application/json");
    try (Writer writer = response.getReporter()) {
      if (writer != null) {
        writer.write(JSONObjectUtils.toJSONString(Map.of("error", error)));
      }
    } catch (IOException gone) {
      // The client has closed the connection and cannot receive the response.
    }
  }
}
