package io.github.proxymtls.it.spring;

import io.github.proxymtls.servlet.SocketEndpoint;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application with Spring Security's {@code x509()}, two users, and a WebSocket endpoint. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(X509Application.Me.class)
public class X509Application {

  @Bean
  SecurityFilterChain security(HttpSecurity http) throws Exception {
    return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .x509(Customizer.withDefaults())
        .build();
  }

  @Bean
  UserDetailsService users() {
    return new InMemoryUserDetailsManager(
        User.withUsername("ledger").password("none").authorities("books").build(),
        User.withUsername("teller").password("none").authorities("cash").build());
  }

  @Bean
  ServletContextInitializer webSocket() {
    return new SocketEndpoint()::addTo;
  }

  /** Answers with what the application sees of the client. */
  @RestController
  static class Me {

    @GetMapping("/me")
    String name(Principal user) {
      return user.getName();
    }

    /** Answers in an asynchronous dispatch. */
    @GetMapping("/later")
    Callable<String> later(Principal user) {
      return user::getName;
    }

    @GetMapping("/server")
    String server(HttpServletRequest request) {
      return request.getServletContext().getServerInfo();
    }

    @GetMapping("/headers")
    List<String> headers(HttpServletRequest request) {
      return Collections.list(request.getHeaderNames());
    }

    @GetMapping("/chain")
    List<String> chain(HttpServletRequest request) {
      return Arrays.stream(
              (X509Certificate[]) request.getAttribute("jakarta.servlet.request.X509Certificate"))
          .map(certificate -> certificate.getSubjectX500Principal().getName())
          .toList();
    }
  }
}
