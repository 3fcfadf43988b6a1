package io.github.proxymtls.spring;

/**
 * On the module path an embedded container may have the servlet API in a module of its own, as
 * Tomcat has, which the module of this library does not name. Reads that module before any class of
 * the filter is loaded.
 */
final class ServletModule {

  private ServletModule() {}

  static void read() {
    try {
      Class<?> api =
          Class.forName("jakarta.servlet.Filter", false, ServletModule.class.getClassLoader());
      ServletModule.class.getModule().addReads(api.getModule());
    } catch (ClassNotFoundException noServlets) {
      // Spring reports this by the condition on a servlet application.
    }
  }
}
