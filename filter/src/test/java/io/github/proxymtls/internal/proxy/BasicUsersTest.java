package io.github.proxymtls.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.config.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BasicUsersTest {

  private static final String HASH = "$2y$05$0PsabbNyVMvDWKS.irf1zuhePjMevvB.RdcjoTQC3ibWGTXBvMUe2";
  private static final String SLOW = "$2y$11$0PsabbNyVMvDWKS.irf1zuhePjMevvB.RdcjoTQC3ibWGTXBvMUe2";
  private static final String OTHER_HASH =
      "$2y$04$Ow6ZyyngQ3AJvAbGCltJBO2AoyifoO6Epd30emaJZvxFeUVI.VODq";

  private final Problems problems = new Problems(Map.of());

  @TempDir private Path folder;

  @Test
  void readsCommentsEmptyLinesAndUsers() throws IOException {
    Map<String, BasicUser> users =
        readFile("# Müller's proxies\n\n  \nedge-1:" + HASH + "\r\nedge-2:" + OTHER_HASH);

    assertThat(problems.list()).isEmpty();
    assertThat(users).containsOnlyKeys("edge-1", "edge-2");
  }

  @Test
  void emptyUsersFileHasNoUsers() throws IOException {
    assertThat(readFile("")).isEmpty();
    assertThat(readFile("# nobody\n\n")).isEmpty();
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void reportsMissingUsersFile() {
    Path missing = folder.resolve("missing");

    assertThat(read(resource(missing), null, null)).isNull();
    assertThat(problems.list()).extracting(Problem::code).containsExactly("users-file-unreadable");
  }

  @Test
  void reportsEachInvalidLineWithItsNumber() throws IOException {
    Map<String, BasicUser> users =
        readFile(
            """
            # line 1
            edge-1:HASH
            edge-2
            edge-3:secret
            edge-4:$apr1$6gc0.BBi$o4GScL/mIWQuManZ4aCfG0
            edge-5:HASH:more
            :HASH
             edge-6:HASH
            edge-7:$2y$03$0PsabbNyVMvDWKS.irf1zuhePjMevvB.RdcjoTQC3ibWGTXBvMUe2
            edge-1:HASH
            """
                .replace("HASH", HASH));

    assertThat(users).isNull();
    assertThat(problems.list()).extracting(Problem::code).containsOnly("users-line-invalid");
    assertThat(problems.list())
        .extracting(Problem::what)
        .containsExactly(
            "line 3: expected user:hash",
            "line 4: not a bcrypt hash ($2y$, $2a$ or $2b$)",
            "line 5: not a bcrypt hash ($2y$, $2a$ or $2b$)",
            "line 6: a bcrypt hash is $2y$NN$ followed by 53 characters",
            "line 7: the user must have 1 to 255 characters",
            "line 8: the user must not begin with # or a space, nor end with a space",
            "line 9: the cost of a bcrypt hash must be 4 to 14",
            "line 10: the user occurs twice");
    assertThat(problems.list().get(7).fix())
        .isEqualTo(
            "remove one of the two lines; to replace a password without an outage, add a second"
                + " user, change the proxy, then remove the first user");
  }

  @Test
  void readsHashOfRandomPassword() throws IOException {
    Map<String, BasicUser> users = readFile("edge-1:" + RandomPassword.make().hash() + "\n");

    assertThat(problems.list()).isEmpty();
    assertThat(users.get("edge-1").hasFastHash()).isTrue();
  }

  @Test
  void warnsOfBcryptAboveCostTen() throws IOException {
    readFile("edge-1:" + HASH.replace("$05$", "$10$"));
    assertThat(problems.warnings()).isEmpty();

    readFile("edge-1:" + HASH + "\nedge-3:" + SLOW + "\nedge-2:" + SLOW);
    read(null, "edge-4", SLOW);
    assertThat(problems.list()).isEmpty();
    assertThat(problems.warnings()).extracting(Problem::code).containsOnly("bcrypt-cost");
    assertThat(problems.warnings().get(0).what()).contains("'edge-2' has a cost above 10");
    assertThat(problems.warnings().get(1).where()).contains("password-hash");
    assertThat(problems.warnings()).hasSize(2);
  }

  @Test
  void problemsContainNoHashOrPassword() throws IOException {
    readFile("edge-1:secret\nsecret\nsecret:" + HASH + "x\n");
    read(null, "secret", "secret");
    read(null, "sec\nret", HASH);

    assertThat(problems.list()).hasSize(5);
    assertThat(problems.list().toString()).doesNotContain("secret", "0Psabb");
  }

  @Test
  void reportsByteOrderMark() throws IOException {
    assertThat(readFile("\uFEFFedge-1:" + HASH)).isNull();
    assertThat(problems.list()).hasSize(1);
  }

  @Test
  void limitsTheProblemsOfAFileOfAnotherKind() throws IOException {
    assertThat(readFile("something else\n".repeat(1000))).isNull();
    assertThat(problems.list()).hasSize(10);
  }

  @Test
  void addsInlineUserToThoseOfTheFile() throws IOException {
    Map<String, BasicUser> users = read(resource(file("edge-1:" + HASH)), "edge-2", OTHER_HASH);

    assertThat(users).containsOnlyKeys("edge-1", "edge-2");
  }

  @Test
  void reportsUserInFileAndInline() throws IOException {
    assertThat(read(resource(file("edge-1:" + HASH)), "edge-1", HASH)).isNull();
    assertThat(problems.list()).extracting(Problem::code).containsExactly("proxy-user-duplicate");
  }

  @Test
  void reportsInlineHashOfAnotherKind() {
    assertThat(read(null, "edge-1", "{SHA}lcsL/Sl3x2EpjZYk5LTUxyo5l0o=")).isNull();
    assertThat(problems.list())
        .extracting(Problem::code)
        .containsExactly("proxy-password-hash-invalid");
  }

  private @Nullable Map<String, BasicUser> readFile(String content) throws IOException {
    return read(resource(file(content)), null, null);
  }

  private @Nullable Map<String, BasicUser> read(
      @Nullable Resource file, @Nullable String user, @Nullable String hash) {
    return new BasicUsers(0, problems).read(new ProxyRules.Basic("h", file, user, hash));
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("users"), content, StandardCharsets.UTF_8);
  }

  private static Resource resource(Path path) {
    return new Resource("proxymtls.proxy.basic.users-file", path.toString(), path);
  }
}
