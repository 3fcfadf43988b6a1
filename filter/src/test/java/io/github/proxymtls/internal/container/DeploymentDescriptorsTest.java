package io.github.proxymtls.internal.container;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequestListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors of a container of which nothing is known. */
class DeploymentDescriptorsTest {

  private static final String FORM =
      """
      <security-constraint>
        <web-resource-collection>
          <web-resource-name>admin</web-resource-name>
          <url-pattern>/admin/*</url-pattern>
        </web-resource-collection>
        <auth-constraint><role-name>admin</role-name></auth-constraint>
      </security-constraint>
      <login-config>
        <auth-method>FORM</auth-method>
        <form-login-config>
          <form-login-page>/login</form-login-page>
          <form-error-page>/error</form-error-page>
        </form-login-config>
      </login-config>
      <security-role><role-name>admin</role-name></security-role>
      """;

  private static final String CONFIDENTIAL =
      """
      <security-constraint>
        <web-resource-collection>
          <web-resource-name>all</web-resource-name>
          <url-pattern>/*</url-pattern>
        </web-resource-collection>
        <user-data-constraint>
          <transport-guarantee>CONFIDENTIAL</transport-guarantee>
        </user-data-constraint>
      </security-constraint>
      """;

  private static final String NO_TRACE =
      """
      <security-constraint>
        <web-resource-collection>
          <web-resource-name>trace</web-resource-name>
          <url-pattern>/</url-pattern>
          <http-method>TRACE</http-method>
        </web-resource-collection>
        <auth-constraint/>
      </security-constraint>
      <deny-uncovered-http-methods/>
      """;

  private static final String LISTENER =
      "<listener><listener-class>%s</listener-class></listener>".formatted(Early.class.getName());

  @TempDir private Path folder;

  /** Is called before every filter. */
  public static final class Early implements ServletRequestListener {}

  @Test
  void readsTheDescriptorsWhereTheContainerReportsNothing() throws Exception {
    String dtd = "<!DOCTYPE web-app SYSTEM 'file:///nowhere.dtd' [<!ENTITY e SYSTEM 'file:///x'>]>";
    Map<String, byte[]> files =
        Map.of(
            "/WEB-INF/web.xml", octets(dtd + "<web-app>" + FORM + NO_TRACE + "</web-app>"),
            "/WEB-INF/lib/a.jar",
                jar("<web-fragment>" + CONFIDENTIAL + LISTENER + "</web-fragment>"),
            "/WEB-INF/lib/b.jar", jar(dtd + "<web-fragment>&e;</web-fragment>"));
    ServletContext context = unknown(files);

    assertThat(new ContainerSecurity(context).rules())
        .containsExactly(
            "security-constraint on [/admin/*] for the roles [admin] in /WEB-INF/web.xml",
            "login-config FORM in /WEB-INF/web.xml",
            "security-constraint on [/*] with TLS in /WEB-INF/lib/a.jar",
            "/WEB-INF/lib/b.jar, which cannot be read");
    assertThat(new RequestListeners(context).names()).containsExactly(Early.class.getName());
    assertThat(new ContainerSecurity(unknown(Map.of())).rules()).isEmpty();
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] jar(String fragment) throws IOException {
    Path file = folder.resolve("library.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("META-INF/web-fragment.xml"));
      zip.write(octets(fragment));
    }
    return Files.readAllBytes(file);
  }

  /** The context of a container of which nothing is known. */
  private ServletContext unknown(Map<String, byte[]> files) {
    return (ServletContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getResourceAsStream" -> stream(files.get((String) arguments[0]));
                  case "getResourcePaths" ->
                      Set.of("/WEB-INF/lib/a.jar", "/WEB-INF/lib/b.jar", "/WEB-INF/lib/c/");
                  case "getServletRegistrations" -> Map.of();
                  case "getClassLoader" -> getClass().getClassLoader();
                  default -> null;
                });
  }

  private static @Nullable InputStream stream(byte @Nullable [] octets) {
    return octets == null ? null : new ByteArrayInputStream(octets);
  }
}
