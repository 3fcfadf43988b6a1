package io.github.proxymtls.internal.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

  @Test
  void readsEveryKindOfValue() throws IOException {
    Object value = parse(" {\"a\":[1,-2.5e1,true,false,null,\"x\\u0041\\n\"],\"b\":{}}\r\n");

    assertThat(value)
        .isEqualTo(
            Map.of("a", List.of(1d, -25d, true, false, StrictJson.NULL, "xA\n"), "b", Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"a\":null,\"a\":2}",
        "[{\"a\":{\"b\":1,\"b\":1}}]",
        "{} {}",
        "{}x",
        "[] ,",
        "{\"a\":1,}",
        "[1,]",
        "[,1]",
        "[1;2]",
        "{a:1}",
        "{'a':1}",
        "{\"a\"=1}",
        "{\"a\"=>1}",
        "[01]",
        "[1.]",
        "[.5]",
        "[+1]",
        "[0x1]",
        "[-]",
        "[NaN]",
        "[Infinity]",
        "[TRUE]",
        "[Null]",
        "[tru]",
        "[\"\\x\"]",
        "[\"\\'\"]",
        "[\"\\u00g0\"]",
        "[\"a\nb\"]",
        "[\"a\u0000b\"]",
        "[\"a",
        "/* c */ []",
        "# c\n[]",
        "[] // c",
        ")]}'\n[]",
        "\uFEFF[]",
        "[1 2]",
        "{\"a\" 1}",
        "{1:2}",
        "{\"a\"}",
        "["
      })
  void refusesWhatIsNotStrictJson(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> members("{\"skipped\":" + text + "}", "kept"))
        .as("what is not kept is no less strict")
        .isInstanceOf(IOException.class);
  }

  @Test
  void keepsTheWantedMembersOfAnObjectAlone() throws IOException {
    assertThat(members("{\"a\":{\"a\":[1]},\"b\":[{\"a\":2}],\"c\":null}", "a", "c", "d"))
        .isEqualTo(Map.of("a", Map.of("a", List.of(1d)), "c", StrictJson.NULL));
    for (String other : new String[] {"[]", "\"a\"", "1", "null", "{\"a\":1,\"b\":1,\"b\":2}"}) {
      assertThatThrownBy(() -> members(other, "a")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void refusesDeepNesting() throws IOException {
    assertThat(parse("[".repeat(16) + "]".repeat(16))).isInstanceOf(List.class);
    assertThatThrownBy(() -> parse("[".repeat(17) + "]".repeat(17)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> parse("[".repeat(100_000))).isInstanceOf(IOException.class);
  }

  @Test
  void refusesOctetsThatAreNotUtf8() {
    assertThatThrownBy(() -> StrictJson.parse(new byte[] {'"', (byte) 0xc0, (byte) 0xaf, '"'}))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> StrictJson.parse("[]".getBytes(StandardCharsets.UTF_16)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void tellsWhereAndNeverWhat() {
    assertThatThrownBy(() -> parse("[{\"a\":\"s3cret\",\"a\":\"s3cret\"}]"))
        .hasMessage("malformed, or a member that occurs twice, at '$[0].a'");
  }

  @Test
  void anyTextIsAValueOrAnIoException() throws Exception {
    Random random = new Random(8259);
    String alphabet = "{}[],:\"\\u0019ae+-.tnf \n'/*#=;";
    for (int i = 0; i < 10_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        assertThat(parse(text.toString())).isNotNull();
      } catch (IOException refused) {
        assertThat(refused).hasMessageStartingWith("malformed");
      }
      String object = "{\"x\":" + text + "}";
      assertThat(accepts(() -> members(object))).as(object).isEqualTo(accepts(() -> parse(object)));
    }
  }

  private static boolean accepts(Callable<Object> reading) throws Exception {
    try {
      reading.call();
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private static Map<String, Object> members(String text, String... names) throws IOException {
    return StrictJson.members(text.getBytes(StandardCharsets.UTF_8), Set.of(names));
  }

  private static Object parse(String text) throws IOException {
    return StrictJson.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
