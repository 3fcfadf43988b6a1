package io.github.proxymtls.samples;

import io.github.proxymtls.samples.files.BcryptPassword;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hash-password}: the bcrypt hash of a proxy's password. */
@Command(
    name = "hash-password",
    description = "Reads a password from standard input and prints its bcrypt hash.",
    mixinStandardHelpOptions = true)
final class HashPasswordCommand implements Callable<Integer> {

  /** A quarter of a second, once for every proxy: the filter remembers a success. */
  private static final int COST = 12;

  @Spec private CommandSpec spec;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Print a line for a users file (htpasswd) instead of the bare hash.")
  private @Nullable String user;

  @Override
  public Integer call() throws IOException {
    if (user != null && !UserAndPassword.isUser(user)) {
      throw new ParameterException(spec.commandLine(), "--user needs " + UserAndPassword.USER);
    }
    byte[] password = line(System.in);
    if (password.length == 0) {
      return refuse("no password on standard input");
    }
    if (UserAndPassword.hasControl(password)) {
      return refuse("the password has a control character, which no header can carry");
    }
    if (password.length > BcryptPassword.MAXIMUM_BYTES) {
      return refuse(
          "the password has more than "
              + BcryptPassword.MAXIMUM_BYTES
              + " bytes: bcrypt ignores the rest");
    }
    spec.commandLine()
        .getOut()
        .println((user == null ? "" : user + ":") + BcryptPassword.hash(password, COST));
    return 0;
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println(why);
    return 1;
  }

  /** The octets up to the end of the line, the proxy's own encoding left as it is. */
  private static byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet != -1 && octet != '\n'; octet = in.read()) {
      line.write(octet);
    }
    byte[] octets = line.toByteArray();
    boolean carriageReturn = octets.length > 0 && octets[octets.length - 1] == '\r';
    return carriageReturn ? Arrays.copyOf(octets, octets.length - 1) : octets;
  }
}
