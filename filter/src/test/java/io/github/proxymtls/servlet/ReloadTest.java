package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.testing.MountedVolume;
import io.github.proxymtls.testing.Pki;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that change under a running application, by the filter's own timer. Properties and files
 * lie in one volume as Kubernetes mounts it, and the properties name the files beside them.
 */
class ReloadTest {

  @TempDir Path folder;

  private final AtomicInteger reloaded = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  @ExpectedLog("reason=certificate-untrusted")
  @AllowedLog("event=reload-failed")
  @Test
  void usesFilesOfSwappedVolumeForTheNextRequestDespiteBadFiles() throws Exception {
    Fixture fixture = new Fixture(folder);
    Pki.Authority next = fixture.pki.root("Example Root");
    Pki.Held nextClient = next.client("svc").issue();
    MountedVolume volume = new MountedVolume(folder);
    volume.publish(files(fixture.root, Fixture.HASH));
    try (ProxyMtls engine = engine(volume);
        Container.Running server =
            Container.JETTY.start(WebApp.behind(engine).on("/*", View::write))) {
      assertThat(status(fixture.client, server)).isEqualTo(200);
      assertThat(status(nextClient, server)).isEqualTo(403);

      volume.publish(files(next, Fixture.HASH));
      await(reloaded, 1);
      assertThat(status(fixture.client, server)).isEqualTo(403);
      assertThat(status(nextClient, server)).isEqualTo(200);

      volume.publish(files(fixture.root, "no hash"));
      await(failed, 1);
      assertThat(status(fixture.client, server)).as("the users before, new anchors").isEqualTo(200);
      assertThat(status(nextClient, server)).isEqualTo(403);

      volume.publish(files(next, Fixture.HASH));
      await(reloaded, 3);
      assertThat(status(fixture.client, server)).isEqualTo(403);
      assertThat(status(nextClient, server)).isEqualTo(200);
    }
  }

  private ProxyMtls engine(MountedVolume volume) {
    return ProxyMtls.builder()
        .set("proxymtls.config", volume.path("proxymtls.properties").toString())
        .listener(
            new ProxyMtlsListener() {
              @Override
              public void reloaded() {
                reloaded.incrementAndGet();
              }

              @Override
              public void reloadFailed() {
                failed.incrementAndGet();
              }
            })
        .build();
  }

  private static Map<String, String> files(Pki.Authority anchor, String hash) {
    String properties =
        """
        proxymtls.format=rfc9440
        proxymtls.proxy.authentication=basic
        proxymtls.proxy.basic.users-file=users
        proxymtls.client.trust-anchors=anchors.pem
        proxymtls.reload-interval=1s
        """;
    return Map.of(
        "proxymtls.properties",
        properties,
        "anchors.pem",
        anchor.pem(),
        "users",
        "edge-1:" + hash + "\n");
  }

  private static int status(Pki.Held client, Container.Running server) throws Exception {
    return Fixture.from(Wire.get("/a"), client).to(server).status();
  }

  private static void await(AtomicInteger counter, int least) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> counter.get() >= least);
  }
}
