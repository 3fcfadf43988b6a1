package io.github.proxymtls.it.spring;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.samples.CommandLineRun;
import io.github.proxymtls.samples.files.BcryptPassword;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.testing.Pki;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Runs the Spring Boot section of the README step by step. */
@Tag("slow")
class SpringReadmeIT {

  private static final String SECTION = "## In Spring Boot\n";
  private static final String FENCE = "```properties\n";
  private static final String REPORTER =
      "org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter";
  private static final String OWN =
      "server.address=127.0.0.1\nserver.port=0\nspring.main.banner-mode=off\n";

  private final Pki.Authority root = Pki.create().root("Example Root");
  private final Pki.Authority issuer = root.intermediate("Example Issuing CA");

  @TempDir private Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.writeString(
        folder.resolve("users"),
        "edge-1:" + BcryptPassword.hash("secret".getBytes(StandardCharsets.UTF_8), 4) + "\n");
    Files.writeString(folder.resolve("client-ca.pem"), root.pem());
    Files.writeString(folder.resolve("client-intermediates.pem"), issuer.pem());
  }

  @Test
  @ExpectedLog("reason=proxy-credential-missing")
  void itsLinesSufficeForAnApplication() throws IOException {
    Pki.Held ledger = issuer.client("ledger").issue();
    try (Running application = Running.start(X509Application.class, properties(lines()))) {
      RequestSpecification forwarded =
          given()
              .baseUri("http://127.0.0.1")
              .port(application.port())
              .headers(ProxyKind.NGINX.headers(ledger.certificate()));
      forwarded.get("/me").then().statusCode(403).body("code", is("proxy-not-trusted"));

      forwarded
          .header("Proxy-Authorization", "Basic ZWRnZS0xOnNlY3JldA==")
          .get("/me")
          .then()
          .statusCode(200)
          .body(is("ledger"));
    }
  }

  @Test
  void applicationIsUnchangedWithoutThem() throws IOException {
    Pki.Held ledger = issuer.client("ledger").issue();
    try (Running application = Running.start(X509Application.class, properties(""))) {
      given()
          .baseUri("http://127.0.0.1")
          .port(application.port())
          .headers(ProxyKind.NGINX.headers(ledger.certificate()))
          .get("/me")
          .then()
          .statusCode(403)
          .header("Content-Type", not(is("application/problem+json")));
    }
  }

  @Test
  @AllowedLog({
    "Error starting Tomcat context",
    "Exception encountered during context initialization",
    "LoggingFailureAnalysisReporter"
  })
  void problemsAppearInSpringBootFormat() throws IOException {
    Path wrong = properties(lines().replace("proxymtls.format", "proxymtls.formt"));
    Logger report = (Logger) LoggerFactory.getLogger(REPORTER);
    ListAppender<ILoggingEvent> shown = new ListAppender<>();
    shown.start();
    report.addAppender(shown);
    try {
      assertThatThrownBy(() -> Running.start(X509Application.class, wrong).close())
          .hasStackTraceContaining("ConfigurationException");
    } finally {
      report.detachAppender(shown);
    }

    assertThat(shown.list)
        .last()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .contains("APPLICATION FAILED TO START", "[unknown-key] nothing reads this key")
        .contains(wrong.getFileName() + "] - 5:")
        .contains("did you mean proxymtls.format?", "[required] proxymtls.format is not set");
  }

  @Test
  void configureReadsTheSameFile() throws IOException {
    CommandLineRun run =
        CommandLineRun.of(
            "configure",
            "nginx",
            "--config",
            properties(lines()).toString(),
            "--backend",
            "https://app.internal:8443",
            "--credential-file",
            Files.writeString(folder.resolve("credential"), "edge-1:secret").toString());

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("proxy_set_header ssl-client-cert ", "Basic ZWRnZS0xOnNlY3JldA==");
  }

  private Path properties(String lines) throws IOException {
    return Files.writeString(folder.resolve("application.properties"), OWN + lines);
  }

  private String lines() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    int section = readme.indexOf(SECTION);
    assertThat(section).isNotNegative();
    int start = readme.indexOf(FENCE, section) + FENCE.length();
    return readme
        .substring(start, readme.indexOf("```", start))
        .replace("/etc/app", folder.toString());
  }
}
