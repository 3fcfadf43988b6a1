package io.github.proxymtls.internal.container;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.annotation.HttpConstraint;
import jakarta.servlet.annotation.HttpMethodConstraint;
import jakarta.servlet.annotation.ServletSecurity;
import jakarta.servlet.annotation.ServletSecurity.TransportGuarantee;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The security constraints and login configurations of a context, which the container applies
 * before every filter: to the request of the proxy, and not to that of the client.
 *
 * <p>Tomcat, Jetty and Undertow report all of theirs, however they were declared. In any other
 * container, {@code web.xml}, the fragments and the annotations of the servlets are read. A
 * constraint that denies everyone does not count, because it depends on no user.
 */
final class ContainerSecurity {

  private static final String NONE = "NONE";

  private final ServletContext context;
  private final ContainerFacts facts;

  ContainerSecurity(ServletContext context) {
    this.context = context;
    facts = new ContainerFacts(context);
  }

  /** Returns a description of each constraint and login configuration. */
  List<String> rules() {
    List<String> rules = new ArrayList<>(declared());
    for (ServletRegistration servlet : context.getServletRegistrations().values()) {
      ServletSecurity security = annotation(servlet.getClassName());
      if (security != null && decides(security)) {
        rules.add("@ServletSecurity of " + servlet.getClassName());
      }
    }
    return rules.stream().distinct().toList();
  }

  /**
   * Describes a constraint.
   *
   * @param roles the roles that are allowed; empty if the constraint asks for no user
   * @return null if the constraint asks for no user and for no TLS
   */
  static @Nullable String constraint(
      Collection<String> paths, Collection<String> roles, boolean tls) {
    if (roles.isEmpty() && !tls) {
      return null;
    }
    return "security-constraint on "
        + paths
        + (roles.isEmpty() ? "" : " for the roles " + roles)
        + (tls ? " with TLS" : "");
  }

  /** Describes a login configuration; null if it is for no login. */
  static @Nullable String login(@Nullable Object method) {
    return method == null || NONE.equals(method) ? null : "login-config " + method;
  }

  private List<String> declared() {
    try {
      Object tomcat = facts.tomcat();
      Object undertow = facts.undertow();
      List<@Nullable String> rules =
          tomcat != null
              ? ofTomcat(tomcat)
              : undertow != null
                  ? ofUndertow(undertow)
                  : ofJetty(JettyUpgradeFilter.contextHandler(context));
      return rules.stream().filter(rule -> rule != null).toList();
    } catch (ReflectiveOperationException | RuntimeException unknown) {
      return DeploymentDescriptors.of(context).security();
    }
  }

  private static List<@Nullable String> ofTomcat(Object tomcat)
      throws ReflectiveOperationException {
    List<@Nullable String> rules = new ArrayList<>();
    Object login = Getters.find(tomcat, "getLoginConfig");
    rules.add(login == null ? null : login(Getters.find(login, "getAuthMethod")));
    for (Object constraint : Getters.all(tomcat, "findConstraints")) {
      List<String> paths = new ArrayList<>();
      for (Object collection : Getters.all(constraint, "findCollections")) {
        paths.addAll(Getters.texts(collection, "findPatterns"));
      }
      List<String> roles = new ArrayList<>(Getters.texts(constraint, "findAuthRoles"));
      if ((boolean) Getters.get(constraint, "getAllRoles")) {
        roles.add("*");
      }
      if ((boolean) Getters.get(constraint, "getAuthenticatedUsers")) {
        roles.add("**");
      }
      Object transport = Getters.find(constraint, "getUserConstraint");
      rules.add(constraint(paths, roles, transport != null && !NONE.equals(transport)));
    }
    return rules;
  }

  private static List<@Nullable String> ofUndertow(Object deployment)
      throws ReflectiveOperationException {
    List<@Nullable String> rules = new ArrayList<>();
    Object login = Getters.find(deployment, "getLoginConfig");
    if (login != null) {
      for (Object method : Getters.all(login, "getAuthMethods")) {
        rules.add(login(Getters.find(method, "getName")));
      }
    }
    for (Object constraint : Getters.all(deployment, "getSecurityConstraints")) {
      List<String> paths = new ArrayList<>();
      for (Object collection : Getters.all(constraint, "getWebResourceCollections")) {
        paths.addAll(Getters.texts(collection, "getUrlPatterns"));
      }
      rules.add(ofUndertow(constraint, paths));
    }
    var servlets = (java.util.Map<?, ?>) Getters.get(deployment, "getServlets");
    for (Object servlet : servlets.values()) {
      Object security = Getters.find(servlet, "getServletSecurityInfo");
      if (security != null) {
        List<String> paths = Getters.texts(servlet, "getMappings");
        rules.add(ofUndertow(security, paths));
        for (Object method : Getters.all(security, "getHttpMethodSecurityInfo")) {
          rules.add(ofUndertow(method, paths));
        }
      }
    }
    return rules;
  }

  private static @Nullable String ofUndertow(Object security, List<String> paths)
      throws ReflectiveOperationException {
    List<String> roles = new ArrayList<>(Getters.texts(security, "getRolesAllowed"));
    if (roles.isEmpty()
        && "AUTHENTICATE".equals(Getters.get(security, "getEmptyRoleSemantic").toString())) {
      roles.add("**");
    }
    String transport = Getters.get(security, "getTransportGuaranteeType").toString();
    return constraint(paths, roles, !NONE.equals(transport));
  }

  private static List<@Nullable String> ofJetty(Object handler)
      throws ReflectiveOperationException {
    List<@Nullable String> rules = new ArrayList<>();
    Object security = Getters.find(handler, "getSecurityHandler");
    if (security == null) {
      return rules;
    }
    rules.add(login(Getters.find(security, "getAuthenticationType")));
    if (!Getters.has(security, "getConstraintMappings")) {
      rules.add("the SecurityHandler " + security.getClass().getName());
      return rules;
    }
    for (Object mapping : Getters.all(security, "getConstraintMappings")) {
      Object constraint = Getters.get(mapping, "getConstraint");
      String authorization = Getters.get(constraint, "getAuthorization").toString();
      List<String> roles =
          switch (authorization) {
            case "ANY_USER" -> List.of("**");
            case "KNOWN_ROLE" -> List.of("*");
            case "SPECIFIC_ROLE" -> Getters.texts(constraint, "getRoles");
            default -> List.of();
          };
      boolean tls = "SECURE".equals(Getters.get(constraint, "getTransport").toString());
      rules.add(
          constraint(List.of(String.valueOf(Getters.find(mapping, "getPathSpec"))), roles, tls));
    }
    return rules;
  }

  private @Nullable ServletSecurity annotation(@Nullable String servlet) {
    Class<?> type = ContainerFacts.type(context, servlet);
    return type == null ? null : type.getAnnotation(ServletSecurity.class);
  }

  private static boolean decides(ServletSecurity security) {
    HttpConstraint every = security.value();
    return decides(every.rolesAllowed(), every.transportGuarantee())
        || Arrays.stream(security.httpMethodConstraints()).anyMatch(ContainerSecurity::decides);
  }

  private static boolean decides(HttpMethodConstraint one) {
    return decides(one.rolesAllowed(), one.transportGuarantee());
  }

  private static boolean decides(String[] roles, TransportGuarantee transport) {
    return roles.length > 0 || transport != TransportGuarantee.NONE;
  }
}
