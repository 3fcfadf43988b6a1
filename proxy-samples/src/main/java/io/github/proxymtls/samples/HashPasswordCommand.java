package io.github.proxymtls.samples;

import io.github.proxymtls.internal.proxy.RandomPassword;
import io.github.proxymtls.samples.files.BcryptPassword;
import io.github.proxymtls.samples.files.OwnerOnlyFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hash-password}: prints the hash of a proxy's password that is read or generated. */
@Command(
    name = "hash-password",
    description = {
      "Generates a random password for a proxy (--random), which the filter checks without"
          + " waiting; or reads a password from standard input, without showing it at a terminal.",
      "Prints the hash of a random password, or the bcrypt hash of the one read."
    },
    mixinStandardHelpOptions = true)
final class HashPasswordCommand implements Callable<Integer> {

  /**
   * The maximum cost for a proxy: its first request waits for the hash, and for the hashes of wrong
   * passwords that others send.
   */
  private static final int COST = 10;

  @Spec private CommandSpec spec;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Print a line for a users file (htpasswd) instead of the bare hash.")
  private @Nullable String user;

  @Option(
      names = "--random",
      description =
          "Generate a password of 256 random bits and print its line for a users file. Needs"
              + " --user.")
  private boolean random;

  @Option(
      names = "--credential-file",
      paramLabel = "FILE",
      description =
          "With --random: write user:password into this new file, which only its owner may read,"
              + " and which configure takes. Default: standard error.")
  private @Nullable Path credentialFile;

  @Override
  public Integer call() throws IOException {
    if (user != null && !UserAndPassword.isUser(user)) {
      throw new ParameterException(spec.commandLine(), "--user needs " + UserAndPassword.USER);
    }
    if (random) {
      return make(option(user, "--random needs --user"));
    }
    if (credentialFile != null) {
      throw new ParameterException(spec.commandLine(), "--credential-file needs --random");
    }
    return hash();
  }

  private String option(@Nullable String value, String otherwise) {
    if (value == null) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
    return value;
  }

  /** Writes the password to another place than the line, so that no users file contains both. */
  private int make(String name) throws IOException {
    RandomPassword password = RandomPassword.make();
    String credential = name + ":" + password.text();
    if (credentialFile == null) {
      spec.commandLine().getErr().println("the proxy's credential: " + credential);
    } else if (Files.exists(credentialFile, LinkOption.NOFOLLOW_LINKS)) {
      return refuse(credentialFile + " exists, and a proxy may use the credential in it");
    } else {
      OwnerOnlyFile.write(credentialFile, credential + "\n");
    }
    spec.commandLine().getOut().println(name + ":" + password.hash());
    return 0;
  }

  private int hash() throws IOException {
    byte[] password = password();
    if (password == null) {
      return refuse("the two passwords differ");
    }
    if (password.length == 0) {
      return refuse("no password on standard input");
    }
    if (UserAndPassword.hasControl(password)) {
      return refuse("the password has a control character, which a header cannot carry");
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

  /** Returns null if two passwords at a terminal differ. */
  private byte @Nullable [] password() throws IOException {
    if (!PasswordPrompt.isTerminal()) {
      return line(System.in);
    }
    PasswordPrompt prompt = new PasswordPrompt(spec.commandLine().getErr());
    byte[] password = prompt.ask("Password", () -> line(System.in));
    byte[] again = prompt.ask("The same again", () -> line(System.in));
    return MessageDigest.isEqual(password, again) ? password : null;
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println(why);
    return 1;
  }

  /** Returns the octets up to the end of the line, without changing their encoding. */
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
