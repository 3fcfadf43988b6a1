package io.github.proxymtls.logpolicy;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares the log lines at WARN or ERROR that a test causes, or each test of a class that has no
 * such declaration of its own. The test fails if one of them does not occur.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface ExpectedLog {

  /** A part of each line, such as {@code event=reload-failed}. */
  String[] value();
}
