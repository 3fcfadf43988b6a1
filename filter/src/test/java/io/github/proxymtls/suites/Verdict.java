package io.github.proxymtls.suites;

/** What a suite says about one of its cases. */
public interface Verdict {

  /** Its name in the suite. */
  String id();

  /** The suite's verdict. */
  String expected();

  /** True where an outcome is the suite's verdict in other words at most. */
  boolean agrees(String outcome);
}
