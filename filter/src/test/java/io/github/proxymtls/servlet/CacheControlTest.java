package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ProxyMtls;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code proxymtls.response.cache-control}. */
@Tag("slow")
class CacheControlTest {

  private static final Handler SILENT = (request, response) -> response.getWriter().write("ok");
  private static final Handler CACHING =
      (request, response) -> {
        response.setHeader("cache-control", "public, max-age=60");
        response.addHeader("Cache-Control", "s-maxage=60");
        response.getWriter().write("ok");
      };
  private static final Handler RESETTING =
      (request, response) -> {
        response.reset();
        CACHING.handle(request, response);
      };
  private static final Handler FORWARDING =
      (request, response) -> {
        response.setHeader("Cache-Control", "max-age=1");
        request.getRequestDispatcher("/silent").forward(request, response);
      };
  private static final Handler INCLUDING =
      (request, response) -> request.getRequestDispatcher("/silent").include(request, response);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void forbidsStorageUnlessTheApplicationAllowsIt(Container container) throws Exception {
    assertCacheControl(container, "default", "/silent", "no-store");
    assertCacheControl(container, "default", "/caching", "public, max-age=60, s-maxage=60");
    assertCacheControl(container, "default", "/forwarding", "max-age=1");
    assertCacheControl(container, "default", "/open/silent", null);
    assertCacheControl(
        container, "default", "/failing", cacheControlOfErrors(container, "no-store"));
  }

  /** A container may have an opinion of its own on error pages. */
  String cacheControlOfErrors(Container container, String ours) {
    return container == Container.JETTY ? "must-revalidate,no-cache,no-store" : ours;
  }

  @ParameterizedTest
  @EnumSource
  void forbidsStorageOfPageThatIncludesCoveredPage(Container container) throws Exception {
    assertCacheControl(container, "default", "/open/including", "no-store");
  }

  @ParameterizedTest
  @EnumSource
  void enforcesPrivateRegardlessOfTheApplication(Container container) throws Exception {
    for (String path :
        new String[] {"/silent", "/caching", "/resetting", "/forwarding", "/async", "/failing"}) {
      assertCacheControl(container, "enforce", path, "private, no-store");
    }
    assertCacheControl(container, "enforce", "/open/silent", null);
  }

  @ParameterizedTest
  @EnumSource
  void setsNothingIfSwitchedOff(Container container) throws Exception {
    assertCacheControl(container, "off", "/silent", null);
    assertCacheControl(container, "off", "/caching", "public, max-age=60, s-maxage=60");
  }

  final void assertCacheControl(Container container, String mode, String path, String expected)
      throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.response.cache-control", mode)
                .set("proxymtls.paths.exclude", "/open/*")
                .build();
        Container.Running server =
            container.start(
                WebApp.behind(engine)
                    .errorPage(418, "/silent")
                    .on("/silent", SILENT)
                    .on("/open/silent", SILENT)
                    .on("/open/including", INCLUDING)
                    .on("/caching", CACHING)
                    .on("/resetting", RESETTING)
                    .on("/forwarding", FORWARDING)
                    .on("/failing", (request, response) -> response.sendError(418))
                    .on(
                        "/async",
                        (request, response) -> request.startAsync().dispatch("/caching")))) {
      Wire.Reply reply = Fixture.from(Wire.get(path), fixture.client).to(server);
      assertThat(reply.header("Cache-Control")).as(mode + " " + path).isEqualTo(expected);
      assertThat(reply.header("Vary")).isNull();
    }
  }
}
