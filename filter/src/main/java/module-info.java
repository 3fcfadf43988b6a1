/**
 * Client certificates that a TLS-terminating proxy forwards, for applications behind it. The
 * exported packages are the API. All other packages are internal and may change in every release.
 */
module io.github.proxymtls {
  requires java.naming;
  requires java.net.http;
  requires transitive java.sql;
  requires static transitive org.jspecify;
  requires com.github.benmanes.caffeine;
  requires com.google.gson;
  requires transitive com.nimbusds.jose.jwt;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires org.bouncycastle.util;
  requires org.slf4j;
  requires static com.fasterxml.jackson.annotation;
  requires static jakarta.servlet;
  requires static micrometer.core;
  requires static spring.beans;
  requires static spring.boot;
  requires static spring.boot.actuator;
  requires static spring.boot.autoconfigure;
  requires static spring.boot.health;
  requires static spring.context;
  requires static spring.core;

  exports io.github.proxymtls;
  exports io.github.proxymtls.micrometer;
  exports io.github.proxymtls.oauth;
  exports io.github.proxymtls.servlet;
  exports io.github.proxymtls.spring;

  opens io.github.proxymtls.spring to
      spring.beans,
      spring.boot,
      spring.boot.autoconfigure,
      spring.context,
      spring.core;
}
