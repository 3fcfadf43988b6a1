package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that fails reports the faults of all files. */
class FileFaultsTest {

  private static final Pki.Authority ROOT = Pki.create().root("Root");
  private static final String KEY = ROOT.client("svc").issue().privateKeyPem();

  @TempDir private Path folder;

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private EngineBuilder builder() throws IOException {
    return new EngineBuilder()
        .set("proxymtls.format", "nginx")
        .set("proxymtls.proxy.authentication", "basic")
        .set("proxymtls.proxy.basic.users-file", file("users", "edge-1\n"))
        .set("proxymtls.client.trust-anchors", file("anchors", KEY))
        .set("proxymtls.client.intermediates", file("intermediates", "nothing"))
        .set("proxymtls.client.revocation.methods", "crl")
        .set("proxymtls.client.revocation.crls", file("crl", ROOT.pem()))
        .set("proxymtls.binding.client-authentication", "/token")
        .set("proxymtls.binding.clients", file("clients", "{}"));
  }

  private static List<String> problems(EngineBuilder builder) {
    return catchThrowableOfType(ConfigurationException.class, builder::build).problems().stream()
        .map(problem -> problem.code() + " " + problem.where().replaceAll(",.*", ""))
        .toList();
  }

  private static final String[] OF_ALL_FILES = {
    "users-line-invalid proxymtls.proxy.basic.users-file",
    "invalid-pem proxymtls.client.trust-anchors",
    "no-certificates proxymtls.client.intermediates",
    "invalid-crl proxymtls.client.revocation.crls",
    "clients-malformed proxymtls.binding.clients"
  };

  @Test
  void reportsTheFaultsOfAllFiles() throws IOException {
    assertThat(problems(builder())).containsExactlyInAnyOrder(OF_ALL_FILES);
  }

  @Test
  void reportsTheFaultsOfAllFilesBesideAWrongFormat() throws IOException {
    assertThat(problems(builder().set("proxymtls.format", "ngnix")))
        .contains(OF_ALL_FILES)
        .contains("invalid-value proxymtls.format")
        .hasSize(OF_ALL_FILES.length + 1);
  }

  @Test
  void reportsTheFaultsOfTheProxiesAnchorsBesideAWrongFormat() throws IOException {
    EngineBuilder builder =
        new EngineBuilder()
            .set("proxymtls.format", "ngnix")
            .set("proxymtls.proxy.authentication", "mtls")
            .set("proxymtls.proxy.mtls.trust-anchors", file("proxies", KEY))
            .set("proxymtls.proxy.mtls.san-dns", "edge.example")
            .set("proxymtls.client.trust-anchors", file("anchors", ROOT.pem()));

    assertThat(problems(builder))
        .containsExactlyInAnyOrder(
            "invalid-value proxymtls.format", "invalid-pem proxymtls.proxy.mtls.trust-anchors");
  }

  @Test
  void reportsTheFaultsOfTheFilesOfAProfileUnderItsKeys() throws IOException {
    EngineBuilder builder =
        builder()
            .set("proxymtls.profiles", "edge")
            .set("proxymtls.profile.edge.format", "ngnix")
            .set("proxymtls.profile.edge.client.trust-anchors", file("anchors", KEY));

    assertThat(problems(builder))
        .contains("invalid-pem proxymtls.profile.edge.client.trust-anchors")
        .doesNotHaveDuplicates();
  }
}
