package io.github.proxymtls.internal.header;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONArrayUtils;
import io.github.proxymtls.internal.header.Extraction.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.util.encoders.Base32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the cases of httpwg/structured-field-tests that concern RFC 9440. */
@Tag("slow")
class StructuredFieldSuiteTest {

  /** The filter rejects tabs in every header, even where a List allows them. */
  private static final Set<String> DIVERGENCES = Set.of("tab separated list");

  private static final Path FOLDER = Path.of("src/test/resources/suites/structured-fields");

  private static final HeaderLimits LIMITS = new HeaderLimits(32768, 65536, 12288, 10);

  static Stream<Arguments> binary() {
    return cases("binary");
  }

  static Stream<Arguments> lists() {
    return Stream.of("list", "param-list", "item").flatMap(StructuredFieldSuiteTest::cases);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("binary")
  void readsByteSequences(String name, Map<String, Object> test) {
    Extraction out = read(test, raw(test));

    boolean fails = test.containsKey("must_fail") || test.containsKey("can_fail");
    assertThat(out.refusal() != null).isEqualTo(fails);
    if (!fails) {
      Map<?, ?> binary = (Map<?, ?>) ((List<?>) test.get("expected")).get(0);
      assertThat(out.certificates()).containsExactly(Base32.decode((String) binary.get("value")));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lists")
  void rejectsMembersOfOtherTypes(String name, Map<String, Object> test) {
    Extraction out = read(test, raw(test));

    boolean empty = raw(test).isEmpty() && test.get("header_type").equals("list");
    assertThat(out.refusal() == null).isEqualTo(empty);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lists")
  void readsTheSameFieldsWithByteSequencesAsMembers(String name, Map<String, Object> test) {
    String raw = raw(test).replaceAll("(^|,)([ \t]*)([A-Za-z0-9_/]+)", "$1$2:AA==:");

    Extraction out = read(test, raw);

    boolean fails = test.containsKey("must_fail") || DIVERGENCES.contains(name);
    assertThat(out.refusal() != null).as(raw).isEqualTo(fails);
    if (!fails && test.get("header_type").equals("list")) {
      assertThat(out.certificates()).hasSameSizeAs((List<?>) test.get("expected"));
    }
  }

  private static Extraction read(Map<String, Object> test, String raw) {
    boolean list = test.get("header_type").equals("list");
    if (list) {
      Extraction out = Extraction.several("Client-Cert-Chain", Part.CHAIN, LIMITS);
      StructuredFieldReader.readList(Text.literal(raw), out);
      return out;
    }
    Extraction out = Extraction.one("Client-Cert", Part.CERTIFICATE, LIMITS);
    StructuredFieldReader.readItem(Text.literal(raw), out);
    return out;
  }

  private static String raw(Map<String, Object> test) {
    return String.join(", ", ((List<?>) test.get("raw")).toArray(String[]::new));
  }

  private static Stream<Arguments> cases(String file) {
    try {
      String json = Files.readString(FOLDER.resolve(file + ".json"), StandardCharsets.UTF_8);
      return JSONArrayUtils.parse(json).stream()
          .map(entry -> (Map<?, ?>) entry)
          .map(entry -> Arguments.of(entry.get("name"), entry));
    } catch (IOException | ParseException e) {
      throw new IllegalStateException(e);
    }
  }
}
