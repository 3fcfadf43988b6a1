package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.x509.RsaModulus;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x509.Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cold JVM need not do until the engine's first decision. */
class FirstDecisionTest {

  @TempDir private Path folder;

  /** So that the test of the anchors' keys need not wait for the thread that makes the provider. */
  @Test
  void testsAnRsaModulusWithoutBouncyCastlesProvider() throws Exception {
    String key =
        Base64.getEncoder().encodeToString(Pki.create().selfSigned("rsa").rsa(2048).issue().der());
    assertThat(loadedClasses(Modulus.class, key))
        .contains(" " + RsaModulus.class.getName() + " ")
        .doesNotContain(" org.bouncycastle.jce.provider.BouncyCastleProvider ");
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
}
