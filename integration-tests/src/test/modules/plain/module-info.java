/** An application without servlets and without Spring. */
module consumer.plain {
  requires io.github.proxymtls;
  requires micrometer.core;
}
