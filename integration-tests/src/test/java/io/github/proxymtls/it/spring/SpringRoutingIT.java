package io.github.proxymtls.it.spring;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;

import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.samples.files.BcryptPassword;
import io.github.proxymtls.testing.Pki;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.PathMatchConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.util.pattern.PathPatternParser;

/** An application that routes without regard to case, by {@code Character.toLowerCase}. */
@Tag("slow")
class SpringRoutingIT {

  private static final String DOTTED_I = "/ap%c4%b0/accounts";
  private static final String KELVIN = "/to%e2%84%aaen";

  @TempDir private Path folder;

  @Test
  @ExpectedLog({"reason=certificate-required", "reason=path-ambiguous"})
  void anotherSpellingOfAProtectedPathIsAmbiguous() throws IOException {
    try (Running application = start(filter())) {
      get(application, "/api/accounts").statusCode(403).body("code", is("certificate-required"));
      get(application, "/API/accounts").statusCode(403).body("code", is("certificate-required"));
      get(application, DOTTED_I).statusCode(400).body("code", is("path-ambiguous"));
      get(application, KELVIN).statusCode(400).body("code", is("path-ambiguous"));
      get(application, "/dosya/%c4%b1s%c4%b1.pdf").statusCode(200).body(is("document"));
    }
  }

  @Test
  void applicationFindsThePathWithoutTheFilter() throws IOException {
    try (Running application = start("")) {
      get(application, DOTTED_I).statusCode(200).body(is("accounts"));
      get(application, KELVIN).statusCode(200).body(is("token"));
    }
  }

  private static ValidatableResponse get(Running application, String path) {
    return given()
        .baseUri("http://127.0.0.1")
        .port(application.port())
        .urlEncodingEnabled(false)
        .get(path)
        .then();
  }

  private Running start(String lines) throws IOException {
    String own = "server.address=127.0.0.1\nserver.port=0\nspring.main.banner-mode=off\n";
    Path properties = folder.resolve("application.properties");
    return Running.start(Application.class, Files.writeString(properties, own + lines));
  }

  private String filter() throws IOException {
    String user =
        "edge-1:" + BcryptPassword.hash("secret".getBytes(StandardCharsets.UTF_8), 4) + "\n";
    return """
        proxymtls.enabled=true
        proxymtls.format=nginx
        proxymtls.proxy.authentication=basic
        proxymtls.proxy.basic.users-file=%s
        proxymtls.client.trust-anchors=%s
        proxymtls.paths.include=/api/*,/token
        """
        .formatted(
            Files.writeString(folder.resolve("users"), user),
            Files.writeString(folder.resolve("ca.pem"), Pki.create().root("Example Root").pem()));
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(Routes.class)
  static class Application implements WebMvcConfigurer {

    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
      return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll()).build();
    }

    @Override
    public void configurePathMatch(PathMatchConfigurer configurer) {
      PathPatternParser parser = new PathPatternParser();
      parser.setCaseSensitive(false);
      configurer.setPatternParser(parser);
    }
  }

  @RestController
  static class Routes {

    @GetMapping("/api/accounts")
    String accounts() {
      return "accounts";
    }

    @GetMapping("/token")
    String token() {
      return "token";
    }

    @GetMapping("/dosya/{name}")
    String document() {
      return "document";
    }
  }
}
