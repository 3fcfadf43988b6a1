package io.github.proxymtls.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.server.Container;
import io.github.proxymtls.samples.site.Authentication;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply;
import io.github.proxymtls.samples.site.Reply.Answer;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** The outcome of malformed input from an authenticated proxy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
@AllowedLog("folded reason=")
class BadInputIT {

  private final Sites sites = new Sites();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeAll
  void watchTheLog() {
    log.start();
    root().addAppender(log);
  }

  @AfterAll
  void stop() {
    root().detachAppender(log);
    sites.close();
  }

  @TestFactory
  @AllowedLog({"rejected reason=", "code=insecure"})
  Stream<DynamicContainer> isRefusedWithItsStatusAndCodeAndLeavesNothing() throws IOException {
    List<DynamicContainer> all = new ArrayList<>();
    for (Format format : Format.values()) {
      for (Authentication proof : Authentication.values()) {
        all.add(inputs(Container.JETTY, format, proof));
      }
      all.add(inputs(Container.TOMCAT, format, Authentication.ALL));
    }
    return all.stream();
  }

  private DynamicContainer inputs(Container container, Format format, Authentication proof)
      throws IOException {
    Site site = sites.of(settings(container, format, proof));
    List<DynamicTest> tests =
        BadInput.of(format, site.certificates()).stream()
            .map(input -> dynamicTest(input.name(), () -> isRefused(site, input)))
            .collect(Collectors.toList());
    tests.add(dynamicTest("good input is accepted", () -> isAccepted(site, format)));
    tests.add(dynamicTest("forged without the proof", () -> isForged(site, format, proof)));
    return dynamicContainer(container + " " + format + " " + proof, tests);
  }

  /** The requests do not pass the embedded proxy; with it the site starts without any program. */
  private static SiteSettings settings(Container container, Format format, Authentication proof) {
    return SiteSettings.of(ProxyKind.EMBEDDED)
        .on(container)
        .authenticatedBy(proof)
        .with("proxymtls.audit", "on")
        .with("proxymtls.format", format.name().toLowerCase(Locale.ROOT));
  }

  private void isRefused(Site site, BadInput input) throws IOException {
    log.list.clear();
    Reply reply = asTheProxy(site, input.request());
    if (input.code().isEmpty()) {
      assertThat(Whoami.answer(reply).status()).isEqualTo(input.status());
      assertThat(Whoami.answer(reply).body()).doesNotContain("authenticated");
    } else {
      Whoami.assertRefused(reply, input.status(), input.code());
      assertThat(logged())
          .contains("reason=" + Whoami.members(Whoami.answer(reply).body()).get("code"));
    }
    assertNothingShows(site, Whoami.answer(reply));
  }

  private void isAccepted(Site site, Format format) throws IOException {
    RawRequest whoami = RawRequest.get("/whoami");
    String value = format.of(site.certificates().ledger());
    Whoami.assertRecognised(
        asTheProxy(site, format.with(whoami, value)), site.certificates().ledger());
    // Characters that are not percent-encoded are literal.
    Whoami.assertRecognised(
        asTheProxy(site, format.with(whoami, value.replace("%2B", "+").replace("%2F", "/"))),
        site.certificates().ledger());
  }

  private void isForged(Site site, Format format, Authentication proof) throws IOException {
    log.list.clear();
    RawRequest forged =
        format.with(RawRequest.get("/whoami"), format.of(site.certificates().ledger()));
    Reply reply = site.sendToApplication(null, forged);
    if (proof == Authentication.ADDRESS) {
      // The consequence of authentication by address only, which the key's name calls insecure.
      Whoami.assertRecognised(reply, site.certificates().ledger());
      return;
    }
    Whoami.assertRefused(reply, 403, "proxy-not-trusted");
    assertNothingShows(site, Whoami.answer(reply));
  }

  private static Reply asTheProxy(Site site, RawRequest request) throws IOException {
    byte[] credential = Site.CREDENTIAL.getBytes(StandardCharsets.UTF_8);
    return site.sendToApplication(
        site.certificates().proxy(),
        request.header(
            "Proxy-Authorization", "Basic " + Base64.getEncoder().encodeToString(credential)));
  }

  /** Neither the response nor the log contains a part of the certificate or of the credential. */
  private void assertNothingShows(Site site, Answer answer) {
    String all = answer.body() + answer.headers() + logged();
    Stream.of(
            site.certificates().ledger(),
            site.certificates().reports(),
            site.certificates().unregistered(),
            site.certificates().impostor(),
            site.certificates().expired())
        .map(held -> Base64.getEncoder().encodeToString(held.der()))
        .forEach(base64 -> assertThat(all).doesNotContain(base64.substring(120, 150)));
    assertThat(all).doesNotContain("correct horse").doesNotContain("CERTIFICATE-----");
  }

  /** Returns the lines of the log, and the fields of the audit, which folds no repeated line. */
  private String logged() {
    return Arrays.stream(log.list.toArray(ILoggingEvent[]::new))
        .map(event -> event.getFormattedMessage() + fields(event))
        .collect(Collectors.joining("\n"));
  }

  private static String fields(ILoggingEvent event) {
    List<KeyValuePair> fields = event.getKeyValuePairs();
    return fields == null
        ? ""
        : fields.stream()
            .map(field -> " " + field.key + "=" + field.value)
            .collect(Collectors.joining());
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
