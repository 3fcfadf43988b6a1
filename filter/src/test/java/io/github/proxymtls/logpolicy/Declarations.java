package io.github.proxymtls.logpolicy;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The log lines that a test declares.
 *
 * @param expected a part of each line that must occur
 * @param allowed a part of each other line that may occur
 */
record Declarations(List<String> expected, List<String> allowed) {

  /**
   * What every test may cause: a warning about the configuration of the fixtures, most of which
   * leave revocation off; and three of Tomcat's, about the JDK's TLS, about a slow machine, and
   * about its own threads, which end a little later than the application.
   */
  private static final List<String> EVERYWHERE =
      List.of(
          "code=revocation-off",
          // The switch of integration-tests/run looks like a key of the library.
          "'PROXYMTLS_REQUIRE_PROXIES'",
          "does not support post handshake authentication",
          "Creation of SecureRandom instance for session ID generation",
          "appears to have started a thread named [http-nio-",
          "appears to have started a thread named [Catalina-utility-",
          // Spring Boot says so if another test has used Tomcat before.
          "The MBean registry cannot be disabled because it has already been initialised",
          // On one or two processors the JDK's HTTP client ends each call in a nameless thread.
          "appears to have started a thread named [Thread-");

  /** Those of a method and of its classes. */
  static Declarations of(Method test, Class<?> type) {
    Declarations outside = around(type);
    return new Declarations(
        expectedIn(test, type),
        Stream.concat(allowedAt(test), outside.allowed().stream()).toList());
  }

  /** Those of a class and of the classes around and above it. */
  static Declarations around(Class<?> type) {
    List<String> allowed = new ArrayList<>(EVERYWHERE);
    for (Class<?> nested = type; nested != null; nested = nested.getEnclosingClass()) {
      for (Class<?> above = nested; above != null; above = above.getSuperclass()) {
        allowedAt(above).forEach(allowed::add);
      }
    }
    return new Declarations(List.of(), allowed);
  }

  /** Everything that a class and any of its tests declare, as allowed. */
  static Declarations anywhereIn(Class<?> type) {
    List<String> allowed = new ArrayList<>(around(type).allowed());
    allowed.addAll(expectedAt(type));
    for (Class<?> above = type; above != null; above = above.getSuperclass()) {
      for (Method method : above.getDeclaredMethods()) {
        allowed.addAll(expectedAt(method));
        allowedAt(method).forEach(allowed::add);
      }
    }
    return new Declarations(List.of(), allowed);
  }

  boolean covers(LogLine line) {
    return Stream.concat(expected.stream(), allowed.stream()).anyMatch(line.text()::contains);
  }

  /** Returns the declaration of the method, or that of its class. */
  private static List<String> expectedIn(Method test, Class<?> type) {
    return expectedAt(test.isAnnotationPresent(ExpectedLog.class) ? test : type);
  }

  private static List<String> expectedAt(AnnotatedElement place) {
    @Nullable ExpectedLog declared = place.getAnnotation(ExpectedLog.class);
    return declared == null ? List.of() : List.of(declared.value());
  }

  private static Stream<String> allowedAt(AnnotatedElement place) {
    @Nullable AllowedLog declared = place.getAnnotation(AllowedLog.class);
    return declared == null ? Stream.of() : Stream.of(declared.value());
  }
}
