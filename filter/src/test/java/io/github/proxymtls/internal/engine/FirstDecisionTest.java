package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.internal.x509.RsaModulus;
import io.github.proxymtls.testing.Pki;
import io.github.proxymtls.testing.PlainRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cold JVM need not do until the engine's first decision. */
class FirstDecisionTest {

  private static final byte[] SALT = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder;

  /** The JVM generates code for each record whose own methods are called. */
  @Test
  void callsNoGeneratedMethodOfARecord() throws Exception {
    assertThat(loadedClasses())
        .contains(" " + Engine.class.getName() + " ")
        .doesNotContain("java.lang.runtime.ObjectMethods");
  }

  /** So that the test of the anchors' keys need not wait for the thread that makes the provider. */
  @Test
  void testsAnRsaModulusWithoutBouncyCastlesProvider() throws Exception {
    String key =
        Base64.getEncoder().encodeToString(Pki.create().selfSigned("rsa").rsa(2048).issue().der());
    assertThat(loadedClasses(Modulus.class, key))
        .contains(" " + RsaModulus.class.getName() + " ")
        .doesNotContain(" org.bouncycastle.jce.provider.BouncyCastleProvider ");
  }

  private String loadedClasses() throws IOException, InterruptedException {
    Pki.Authority root = Pki.create().root("Root");
    Pki.Authority issuing = root.intermediate("Issuing");
    write("root.pem", root.pem());
    write("issuing.pem", issuing.pem());
    write("crls.pem", root.crl().pem() + issuing.crl().pem());
    write("users", "edge-1:" + OpenBSDBCrypt.generate("2y", "secret".toCharArray(), SALT, 4));
    write(
        "clients.json",
        """
        [{"client_id":"svc","token_endpoint_auth_method":"tls_client_auth",
        "tls_client_auth_san_dns":"svc.example"}]
        """);
    write(
        "proxymtls.properties",
        """
        proxymtls.format=rfc9440
        proxymtls.proxy.authentication=basic
        proxymtls.proxy.basic.users-file=users
        proxymtls.client.trust-anchors=root.pem
        proxymtls.client.intermediates=issuing.pem
        proxymtls.client.revocation.methods=crl
        proxymtls.client.revocation.crls=crls.pem
        proxymtls.binding.client-authentication=/token
        proxymtls.binding.clients=clients.json
        """);
    return loadedClasses(
        Program.class,
        folder.resolve("proxymtls.properties").toString(),
        Base64.getEncoder().encodeToString(issuing.client("svc").dns("svc.example").issue().der()));
  }

  private String loadedClasses(Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load:file=" + folder.resolve("classes"),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return Files.readString(folder.resolve("classes"));
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  /** Makes an engine and decides on one request. */
  static final class Program {

    private Program() {}

    public static void main(String[] arguments) {
      String credential =
          Base64.getEncoder().encodeToString("edge-1:secret".getBytes(StandardCharsets.US_ASCII));
      try (ProxyMtls engine = ProxyMtls.builder().set("proxymtls.config", arguments[0]).build()) {
        Decision decision =
            engine.decide(new Request("Basic " + credential, ":" + arguments[1] + ":"));
        if (!(decision instanceof Decision.Accepted)) {
          throw new IllegalStateException(decision.toString());
        }
      }
    }
  }

  /** Tests the modulus of a certificate's key. */
  static final class Modulus {

    private Modulus() {}

    public static void main(String[] arguments) {
      Certificate certificate = Certificate.getInstance(Base64.getDecoder().decode(arguments[0]));
      if (!RsaModulus.isSound(certificate.getSubjectPublicKeyInfo())) {
        throw new IllegalStateException();
      }
    }
  }

  private record Request(String credential, String certificate) implements PlainRequest {

    @Override
    public List<String> headerNames() {
      return List.of("Proxy-Authorization", "Client-Cert");
    }

    @Override
    public List<String> headers(String name) {
      return switch (name.toLowerCase(Locale.ROOT)) {
        case "proxy-authorization" -> List.of(credential);
        case "client-cert" -> List.of(certificate);
        default -> List.of();
      };
    }
  }
}
