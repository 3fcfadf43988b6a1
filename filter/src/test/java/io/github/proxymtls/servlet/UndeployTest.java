package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.internal.path.LoopbackFile;
import io.github.proxymtls.internal.path.LoopbackResponder;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.DirResourceSet;
import org.apache.catalina.webresources.StandardRoot;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An undeployed application leaves nothing behind, although it asked OCSP responders, fetched CRLs
 * and key sets, introspected tokens and reloaded files. Tomcat itself looks for threads.
 */
@Tag("slow")
class UndeployTest {

  @TempDir Path folder;

  private final List<String> leaks = new ArrayList<>();
  private final Logger tomcat =
      Logger.getLogger("org.apache.catalina.loader.WebappClassLoaderBase");
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          String message = line.getMessage();
          boolean unable = message.contains("--add-opens");
          // On one or two processors the JDK's HTTP client ends each call in a nameless thread,
          // which is over at once.
          boolean ending = message.contains("[Thread-");
          if (line.getLevel().intValue() >= Level.WARNING.intValue() && !unable && !ending) {
            leaks.add(message);
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private Fixture fixture;
  private LoopbackResponder responder;
  private LoopbackFile crl;
  private LoopbackFile keys;
  private LoopbackFile endpoint;

  @BeforeEach
  void start() throws Exception {
    fixture = new Fixture(folder);
    responder = LoopbackResponder.start(fixture.root, Clock.systemUTC());
    crl = LoopbackFile.start();
    keys = LoopbackFile.start("application/json");
    String set = new JWKSet(new ECKeyGenerator(Curve.P_256).keyID("k1").generate()).toString();
    keys.set(set.getBytes(StandardCharsets.UTF_8));
    endpoint = LoopbackFile.start("application/json");
    endpoint.set("{\"active\":false}".getBytes(StandardCharsets.UTF_8));
    tomcat.addHandler(handler);
  }

  @AfterEach
  void stop() {
    tomcat.removeHandler(handler);
    responder.close();
    crl.close();
    keys.close();
    endpoint.close();
  }

  @ExpectedLog("reason=token-invalid")
  @AllowedLog("event=crl-unavailable")
  @Test
  void leavesNoThreadWhenItIsUndeployed() throws Exception {
    for (int deployment = 1; deployment <= 2; deployment++) {
      WebApp app = WebApp.behind(new ProxyMtlsFilter()).filterParameters(parameters());
      try (Container.Running server = Container.TOMCAT.start(app.on("/*", View::write))) {
        int status = Fixture.from(Wire.get("/a"), fixture.client).to(server).status();
        assertThat(status).isEqualTo(200);
        Wire opaque = Wire.get("/api/a").header("Authorization", "Bearer opaque");
        Fixture.from(opaque, fixture.client).to(server);
        int fetches = deployment;
        Awaitility.await().until(() -> keys.fetched() == fetches && crl.fetched() == fetches);
      }
      assertThat(leaks).isEmpty();
      assertThat(threads()).isEmpty();
      assertThat(responder.asked()).isEqualTo(deployment);
      assertThat(endpoint.fetched()).isEqualTo(deployment);
    }
  }

  @AllowedLog({
    "Exception starting filter",
    "Filters failed to start",
    "event=crl-unavailable",
    "startup failed due to previous errors",
    "token_keys=unavailable"
  })
  @Test
  void leavesNoThreadWhenAnotherFilterFailsTheStart() {
    try (ProxyMtls other = fixture.engine().set("proxymtls.reload-interval", "0").build()) {
      WebApp app =
          WebApp.behind(new ProxyMtlsFilter(other), new ProxyMtlsFilter())
              .filterParameters(parameters());
      assertThatThrownBy(() -> Container.TOMCAT.start(app))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(leaks).isEmpty();
    assertThat(threads()).isEmpty();
  }

  @Test
  void startsNothingBeforeTheWholeConfigurationIsValid() {
    Map<String, String> parameters = new TreeMap<>(parameters());
    parameters.put("proxymtls.client.trust-anchors", fixture.file("broken.pem", "broken"));
    ProxyMtls.Builder builder = ProxyMtls.builder();
    parameters.forEach(builder::set);

    assertThatThrownBy(builder::build).isInstanceOf(ConfigurationException.class);
    assertThat(threads()).isEmpty();
    assertThat(keys.fetched() + crl.fetched()).isZero();
  }

  /** Every fifth start fails. The classes of the library are loaded anew for each deployment. */
  @AllowedLog({
    "Exception starting filter",
    "Filters failed to start",
    "One or more Filters failed to start",
    "event=crl-unavailable",
    "startup failed due to previous errors",
    "token_keys=unavailable"
  })
  @Tag("slow")
  @Test
  void leavesNothingAfterFiftyDeployments() throws Exception {
    Map<String, String> valid = parameters();
    Map<String, String> broken = new TreeMap<>(valid);
    broken.put("proxymtls.client.trust-anchors", fixture.file("broken.pem", "broken"));
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createDirectory(folder.resolve("tomcat")).toString());
    tomcat.getHost();
    tomcat.getServer().start();
    try {
      long used = 0;
      for (int deployment = 1; deployment <= 50; deployment++) {
        loaders.add(deploy(tomcat, deployment % 5 == 0 ? broken : valid));
        assertThat(threads()).as("after deployment %d", deployment).isEmpty();
        if (deployment == 10) {
          used = metaspace();
        }
      }
      // Tomcat's own thread pool may grow while an application starts.
      assertThat(leaks).allMatch(leak -> leak.contains("[Catalina-utility-"));
      Awaitility.await()
          .until(
              () -> {
                System.gc();
                return loaders.stream().filter(loader -> loader.get() != null).count() <= 2;
              });
      // The classes of two deployments may be left, some 14 MB each; those of forty take 560 MB.
      assertThat(metaspace()).isLessThan(used + 48_000_000);
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  private static WeakReference<ClassLoader> deploy(Tomcat tomcat, Map<String, String> parameters)
      throws Exception {
    StandardContext context = new StandardContext();
    context.setName("");
    context.setPath("");
    context.addLifecycleListener(new Tomcat.FixContextListener());
    StandardRoot resources = new StandardRoot(context);
    String classes =
        Path.of(ProxyMtlsFilter.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString();
    resources.addPreResources(new DirResourceSet(resources, "/WEB-INF/classes", classes, "/"));
    context.setResources(resources);
    FilterDef filter = new FilterDef();
    filter.setFilterName("proxymtls");
    filter.setFilterClass(ProxyMtlsFilter.class.getName());
    filter.setAsyncSupported("true");
    parameters.forEach(filter::addInitParameter);
    context.addFilterDef(filter);
    FilterMap mapping = new FilterMap();
    mapping.setFilterName("proxymtls");
    mapping.addURLPattern("/*");
    context.addFilterMap(mapping);
    tomcat.getHost().addChild(context);
    boolean valid = !parameters.get("proxymtls.client.trust-anchors").endsWith("broken.pem");
    assertThat(context.getState() == LifecycleState.STARTED).isEqualTo(valid);
    ClassLoader loader = valid ? context.getLoader().getClassLoader() : null;
    if (loader != null) {
      Class<?> own = loader.loadClass(ProxyMtlsFilter.class.getName());
      assertThat(own).isNotEqualTo(ProxyMtlsFilter.class);
    }
    tomcat.getHost().removeChild(context);
    return new WeakReference<>(loader);
  }

  private static long metaspace() {
    System.gc();
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals("Metaspace"))
        .mapToLong(pool -> pool.getUsage().getUsed())
        .sum();
  }

  private Map<String, String> parameters() {
    Map<String, String> keysOfAll = new TreeMap<>();
    keysOfAll.put("format", "rfc9440");
    keysOfAll.put("proxy.authentication", "basic");
    keysOfAll.put("proxy.basic.user", "edge-1");
    keysOfAll.put("proxy.basic.password-hash", Fixture.HASH);
    keysOfAll.put("client.trust-anchors", fixture.file("root.pem", fixture.root.pem()));
    keysOfAll.put("client.revocation.methods", "ocsp,crl");
    keysOfAll.put("client.revocation.ocsp-responder", responder.uri().toString());
    keysOfAll.put("client.revocation.crls", crl.uri().toString());
    keysOfAll.put("binding.protected-resources", "/api/*");
    keysOfAll.put("binding.token-jwks-uri", keys.uri().toString());
    keysOfAll.put("binding.token-issuer", "https://as.example");
    keysOfAll.put("binding.introspection.url", endpoint.uri().toString());
    keysOfAll.put("binding.introspection.client-id", "rs");
    keysOfAll.put(
        "binding.introspection.client-secret-file", fixture.file("secret", "of the resource"));
    Map<String, String> parameters = new TreeMap<>();
    keysOfAll.forEach((key, value) -> parameters.put("proxymtls." + key, value));
    return parameters;
  }

  /** Those of this library; other tests have HTTP clients of their own. */
  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(UndeployTest::isOfTheLibrary)
        .map(Thread::getName)
        .toList();
  }

  private static boolean isOfTheLibrary(Thread thread) {
    return thread.getName().startsWith("proxymtls");
  }
}
