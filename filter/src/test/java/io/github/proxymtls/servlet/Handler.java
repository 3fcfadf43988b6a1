package io.github.proxymtls.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** One servlet of a test application. */
@FunctionalInterface
interface Handler {

  void handle(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException;
}
