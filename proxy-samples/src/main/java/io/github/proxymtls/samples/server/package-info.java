/** The reference server: a small application behind the filter, on Jetty or Tomcat. */
@NullMarked
package io.github.proxymtls.samples.server;

import org.jspecify.annotations.NullMarked;
