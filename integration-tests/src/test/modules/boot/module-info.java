/** An application on Spring Boot, with the embedded Tomcat. */
open module consumer.boot {
  requires io.github.proxymtls;
  requires org.apache.tomcat.embed.core;
  requires spring.beans;
  requires spring.boot;
  requires spring.boot.autoconfigure;
  requires spring.context;
  requires spring.core;
  requires spring.web;
}
