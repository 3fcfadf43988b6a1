package io.github.proxymtls.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply.Answer;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A rejection is found in the proxy's access log by its request id. */
@Tag("slow")
class AccessLogIT {

  private static final Sites SITES = new Sites();

  @AfterAll
  static void stop() {
    SITES.close();
  }

  @ParameterizedTest
  @EnumSource(names = "EMBEDDED", mode = EnumSource.Mode.EXCLUDE)
  @ExpectedLog("reason=certificate-required")
  void accessLogShowsTheRequestIdOfARejectionAndNoQuery(ProxyKind kind) throws IOException {
    Site site = SITES.of(SiteSettings.of(kind));
    RawRequest request =
        RawRequest.get("/whoami?token=secret-of-the-query").header("X-Api-Key", "secret-of-a-key");
    Answer answer = (Answer) site.send(Listener.ANY_CERTIFICATE, null, request);
    assertThat(answer.status()).isEqualTo(403);
    String id = answer.values("X-Request-Id").get(0);
    await().until(() -> logs(site).contains(id));
    assertThat(logs(site)).contains("403").doesNotContain("secret-of-");
  }

  private static String logs(Site site) throws IOException {
    StringBuilder logs = new StringBuilder();
    for (String name : new String[] {"proxy.log", "access.log"}) {
      Path log = site.file("proxy-1").resolve(name);
      logs.append(Files.exists(log) ? Files.readString(log) : "");
    }
    return logs.toString();
  }
}
