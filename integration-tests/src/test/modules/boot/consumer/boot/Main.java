package consumer.boot;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.ProxyMtls;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** Answers with the client's principal and the module of the library. */
@SpringBootApplication
@RestController
public class Main {

  /** Starts, and prints the port. */
  public static void main(String[] arguments) {
    WebServerApplicationContext context =
        (WebServerApplicationContext) SpringApplication.run(Main.class, arguments);
    System.out.println("port " + context.getWebServer().getPort());
  }

  @GetMapping("/whoami")
  String whoami(@RequestAttribute(ClientIdentity.ATTRIBUTE) ClientIdentity client) {
    return client.principal() + " " + ProxyMtls.class.getModule();
  }
}
