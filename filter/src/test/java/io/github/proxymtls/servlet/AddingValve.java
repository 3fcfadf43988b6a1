package io.github.proxymtls.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.WebResourceRoot;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Adds a parameter to Tomcat's own request, whose stream it leaves unread. */
final class AddingValve extends ValveBase {

  private final String name;
  private final String value;

  private AddingValve(String name, String value) {
    super(true);
    this.name = name;
    this.value = value;
  }

  static void addTo(ServletContext context, String name, String value) {
    WebResourceRoot root = (WebResourceRoot) context.getAttribute("org.apache.catalina.resources");
    root.getContext().getPipeline().addValve(new AddingValve(name, value));
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    request.getCoyoteRequest().getParameters().addParameter(name, value);
    getNext().invoke(request, response);
  }
}
