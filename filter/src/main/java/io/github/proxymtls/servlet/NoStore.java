package io.github.proxymtls.servlet;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/** A response whose {@code Cache-Control} is {@code private, no-store}, whatever is set. */
final class NoStore extends HttpServletResponseWrapper {

  private static final String NAME = "Cache-Control";
  private static final String VALUE = "private, no-store";

  NoStore(HttpServletResponse response) {
    super(response);
    super.setHeader(NAME, VALUE);
  }

  @Override
  public void setHeader(String name, String value) {
    if (!NAME.equalsIgnoreCase(name)) {
      super.setHeader(name, value);
    }
  }

  @Override
  public void addHeader(String name, String value) {
    if (!NAME.equalsIgnoreCase(name)) {
      super.addHeader(name, value);
    }
  }

  @Override
  public void setIntHeader(String name, int value) {
    if (!NAME.equalsIgnoreCase(name)) {
      super.setIntHeader(name, value);
    }
  }

  @Override
  public void addIntHeader(String name, int value) {
    if (!NAME.equalsIgnoreCase(name)) {
      super.addIntHeader(name, value);
    }
  }

  @Override
  public void setDateHeader(String name, long value) {
    if (!NAME.equalsIgnoreCase(name)) {
      super.setDateHeader(name, value);
    }
  }

  @Override
  public void addDateHeader(String name, long value) {
    if (!NAME.equalsIgnoreCase(name)) {
      super.addDateHeader(name, value);
    }
  }

  @Override
  public void reset() {
    super.reset();
    super.setHeader(NAME, VALUE);
  }
}
