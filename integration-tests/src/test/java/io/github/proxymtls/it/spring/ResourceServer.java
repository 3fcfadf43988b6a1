package io.github.proxymtls.it.spring;

import java.security.Principal;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A Spring Security resource server with Spring Boot's defaults: it compares the token's cnf
 * itself.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(ResourceServer.Accounts.class)
class ResourceServer {

  /** Answers with the client id, which is the subject of the token. */
  @RestController
  static class Accounts {

    @GetMapping({"/accounts", "/api/accounts"})
    String accounts(Principal client) {
      return client.getName();
    }
  }
}
