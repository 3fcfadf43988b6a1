package io.github.proxymtls.logpolicy;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares the log lines at WARN or ERROR that a test may cause, or each test of a class: some rows
 * of a parameterized test cause them and others do not.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface AllowedLog {

  /** A part of each line, such as {@code reason=header-duplicate}. */
  String[] value();
}
