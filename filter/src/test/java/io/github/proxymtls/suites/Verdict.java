package io.github.proxymtls.suites;

/** The expected result of a case. */
public interface Verdict {

  /** Returns the name of the case in the suite. */
  String id();

  /** Returns the expected result. */
  String expected();

  /** Returns true if an outcome is equivalent to the expected result. */
  boolean agrees(String outcome);
}
