package io.github.proxymtls.servlet;

import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import org.apache.catalina.startup.Tomcat;

/**
 * A Tomcat with nothing on its class path, and a WAR that has no SLF4J provider. Sends the
 * application one request.
 */
final class WarWithoutProvider {

  private WarWithoutProvider() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.resolve("tomcat").toString());
    tomcat.setAddDefaultWebXmlToWebapp(false);
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.addWebapp("", folder.resolve("war").toString());
    tomcat.start();
    URI uri = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/");
    System.out.println(
        "status " + ((HttpURLConnection) uri.toURL().openConnection()).getResponseCode());
    tomcat.stop();
    tomcat.destroy();
  }
}
