package io.github.proxymtls.samples.server;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Writes Jetty's own errors as JSON, for example the response to a request that Jetty cannot parse.
 */
final class JettyErrors implements Request.Handler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String error = HttpStatus.getMessage(response.getStatus());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    Content.Sink.write(
        response, true, JSONObjectUtils.toJSONString(Map.of("error", error)), callback);
    return true;
  }
}
