package io.github.proxymtls.servlet;

import java.nio.file.Path;

/** Starts an application in a JVM whose class path has no SLF4J provider, and is rejected there. */
final class WithoutProvider {

  private static final int REJECTIONS = 100;

  private WithoutProvider() {}

  public static void main(String[] arguments) throws Exception {
    Fixture fixture = new Fixture(Path.of(arguments[0]));
    WebApp app = WebApp.behind(new ProxyMtlsFilter()).filterParameters(fixture.parameters());
    try (Container.Running server = Container.TOMCAT.start(app.on("/*", View::write))) {
      for (int i = 0; i < REJECTIONS; i++) {
        Fixture.credential(Wire.get("/a")).to(server);
      }
    }
  }
}
