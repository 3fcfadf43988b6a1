package io.github.proxymtls.servlet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A web.xml that declares the filter as its documentation says. */
final class WebXml {

  private WebXml() {}

  /**
   * Writes it into WEB-INF.
   *
   * @param more what else it declares, after the filter
   */
  static Path write(Path application, Fixture fixture, String more) throws IOException {
    StringBuilder parameters = new StringBuilder();
    fixture.parameters().forEach((key, value) -> parameters.append(parameter(key, value)));
    Path folder = Files.createDirectories(application.resolve("WEB-INF"));
    return Files.writeString(
        folder.resolve("web.xml"),
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
          <filter>
            <filter-name>proxymtls</filter-name>
            <filter-class>%s</filter-class>
            <async-supported>true</async-supported>
            %s
          </filter>
          <filter-mapping>
            <filter-name>proxymtls</filter-name>
            <url-pattern>/*</url-pattern>
            <dispatcher>REQUEST</dispatcher>
            <dispatcher>FORWARD</dispatcher>
            <dispatcher>INCLUDE</dispatcher>
            <dispatcher>ERROR</dispatcher>
            <dispatcher>ASYNC</dispatcher>
          </filter-mapping>
          %s
        </web-app>
        """
            .formatted(ProxyMtlsFilter.class.getName(), parameters, more));
  }

  private static String parameter(String key, String value) {
    return "<init-param><param-name>%s</param-name><param-value>%s</param-value></init-param>\n"
        .formatted(key, value);
  }
}
