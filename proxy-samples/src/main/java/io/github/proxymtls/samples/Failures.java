package io.github.proxymtls.samples;

import io.github.proxymtls.ConfigurationException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Turns an exception of a command into a message and an exit status. Only a defect shows a stack
 * trace.
 */
final class Failures implements IExecutionExceptionHandler {

  /** {@code EX_CONFIG} of sysexits.h. */
  private static final int INVALID_CONFIGURATION = 78;

  @Override
  public int handleExecutionException(Exception problem, CommandLine command, ParseResult parsed)
      throws Exception {
    if (problem instanceof ConfigurationException) {
      command.getErr().println(problem.getMessage());
      return INVALID_CONFIGURATION;
    }
    if (problem instanceof IOException) {
      command.getErr().println(message(problem));
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw problem;
  }

  /** The JDK's message for a file that is missing or not accessible is only the file name. */
  static String message(Exception problem) {
    String message = String.valueOf(problem.getMessage());
    if (problem instanceof NoSuchFileException) {
      return message + " does not exist";
    }
    if (problem instanceof AccessDeniedException) {
      return message + " cannot be read or written by this user";
    }
    return problem instanceof FileSystemException ? "cannot read or write " + message : message;
  }
}
