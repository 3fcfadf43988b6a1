package io.github.proxymtls.internal.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Form;
import io.github.proxymtls.Reason;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormParserTest {

  private static final String FORM = "application/x-www-form-urlencoded";

  @Test
  void keepsTheOrderAndEveryValue() {
    Form form = parse("b=2&a=1&b=3&c&d=");

    assertThat(form)
        .isEqualTo(
            new Form.Parameters(
                Map.of(
                    "b",
                    List.of("2", "3"),
                    "a",
                    List.of("1"),
                    "c",
                    List.of(""),
                    "d",
                    List.of(""))));
    assertThat(((Form.Parameters) form).parameters().keySet()).containsExactly("b", "a", "c", "d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=x+y | x y",
        "a=x%2By | x+y",
        "a=x%20y | x y",
        "a=%C3%A9 | é",
        "a=é | é",
        "a=%c3%a9 | é",
        "a=b=c | b=c",
        "a=%26%3D | &=",
        "%61=1 | 1",
        "&&a=1& | 1",
        "a=line%0D%0Abreak | 'line\r\nbreak'",
        "a=%F0%9F%94%91 | 🔑"
      })
  void decodesAsTheUrlStandardDoes(String body, String value) {
    assertThat(parse(body)).isEqualTo(new Form.Parameters(Map.of("a", List.of(value))));
  }

  @Test
  void emptyBodyIsAnEmptyForm() {
    assertThat(parse("")).isEqualTo(new Form.Parameters(Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=%",
        "a=%4",
        "a=%4&b=1",
        "a=%zz",
        "a=%u0041",
        "a=%+1",
        "%",
        "a=%-1",
        "a=1&%4=x",
        "a=%00",
        "%00=a",
        "a\u0000=1",
        "a=1\r\n",
        "a=\t",
        "a=\u007f",
        "=1",
        "a=1&=2",
        "=",
        "%=1"
      })
  void rejectsWhatTwoParsersCouldReadDifferently(String body) {
    assertThat(parse(body))
        .isInstanceOfSatisfying(
            Form.Unreadable.class,
            form -> assertThat(form.reason()).isEqualTo(Reason.FORM_MALFORMED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C0AF", // overlong '/'
        "C1A1", // overlong 'a'
        "E080AF", // overlong
        "EDA080", // a surrogate
        "EDA080EDB080", // CESU-8
        "F4908080", // above U+10FFFF
        "80",
        "C3",
        "E2 82",
        "FF",
        "FEFF0061"
      })
  void rejectsOctetsThatAreNotUtf8(String hex) {
    byte[] octets = HexFormat.of().parseHex(hex.replace(" ", ""));
    StringBuilder escaped = new StringBuilder();
    for (byte octet : octets) {
      escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
    }
    String raw = new String(octets, StandardCharsets.ISO_8859_1);

    assertThat(parse("a=" + escaped)).isInstanceOf(Form.Unreadable.class);
    assertThat(parse(escaped + "=a")).isInstanceOf(Form.Unreadable.class);
    assertThat(FormParser.parse(("a=" + raw).getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(Form.Unreadable.class);
  }

  /**
   * A container reads another {@code client_id} from these octets (tried with Tomcat and Jetty).
   */
  @ParameterizedTest
  @ValueSource(strings = {"IBM037", "UTF-16", "UTF-16LE", "UTF-32"})
  void rejectsTheOctetsOfAnotherCharset(String charset) {
    byte[] octets = "client_id=admin&x=%C3".getBytes(Charset.forName(charset));

    assertThat(FormParser.parse(octets)).isInstanceOf(Form.Unreadable.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"_charset_=UTF-16&a=1", "a=1&_Charset_=utf-8", "_charset%5F=x"})
  void rejectsTheCharsetParameter(String body) {
    assertThat(parse(body)).isInstanceOf(Form.Unreadable.class);
  }

  @Test
  void rejectsMoreThanTheMaximumOfParameters() {
    String full = "a=1&".repeat(FormParser.MAXIMUM_PARAMETERS);

    assertThat(parse(full)).isInstanceOf(Form.Parameters.class);
    assertThat(parse(full + "a=1"))
        .isInstanceOfSatisfying(
            Form.Unreadable.class,
            form -> assertThat(form.reason()).isEqualTo(Reason.FORM_TOO_LARGE));
  }

  @Test
  void messageNamesThePlaceAndNotTheValue() {
    assertThat(parse("client_secret=s3cret&b=%zz"))
        .isEqualTo(
            new Form.Unreadable(
                Reason.FORM_MALFORMED, "form: '%' without two hexadecimal digits at offset 23"));
  }

  @Test
  void parsedFormIsImmutable() {
    Form.Parameters form = (Form.Parameters) parse("a=1&a=2");

    org.assertj.core.api.Assertions.assertThatThrownBy(() -> form.parameters().get("a").add("3"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void everyOctetsGiveAFormOrARefusal() {
    Random random = new Random(8705);
    byte[] alphabet = "a=&%+04Cc8\u00e9;_".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 20_000; i++) {
      byte[] octets = new byte[random.nextInt(24)];
      for (int at = 0; at < octets.length; at++) {
        octets[at] = alphabet[random.nextInt(alphabet.length)];
      }
      assertThat(FormParser.parse(octets)).isNotInstanceOf(Form.None.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        FORM,
        "Application/X-WWW-Form-Urlencoded",
        FORM + ";charset=UTF-8",
        FORM + "; charset=utf-8",
        FORM + " ; Charset=\"UTF-8\"",
        " " + FORM + " "
      })
  void acceptsAFormInUtf8(String contentType) {
    assertThat(FormParser.checkHeaders(List.of(contentType), List.of())).isEqualTo(new Form.None());
    assertThat(FormParser.isForm(List.of(contentType))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        FORM + "; charset=IBM037",
        FORM + "; charset=UTF-16",
        FORM + "; charset=iso-8859-1",
        FORM + "; charset=utf-8; charset=utf-16",
        FORM + "; charset='utf-8'",
        FORM + "; charset=\"utf-8",
        FORM + "; charset=",
        FORM + ";",
        FORM + "; boundary=x",
        FORM + ", text/plain",
        FORM + "x",
        "multipart/form-data; boundary=x; a=" + FORM
      })
  void rejectsAFormInAnotherCharsetThanUtf8(String contentType) {
    assertThat(FormParser.checkHeaders(List.of(contentType), List.of()))
        .isInstanceOf(Form.Unreadable.class);
    assertThat(FormParser.isForm(List.of(contentType))).as("some container may read it").isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "multipart/form-data; boundary=x", "", "*/*"})
  void rejectsABodyThatIsNotAForm(String contentType) {
    assertThat(FormParser.checkHeaders(List.of(contentType), List.of()))
        .isInstanceOf(Form.Unreadable.class);
    assertThat(FormParser.isForm(List.of(contentType))).isFalse();
  }

  @Test
  void rejectsTwoAndNoContentTypeLines() {
    assertThat(FormParser.checkHeaders(List.of(FORM, FORM), List.of()))
        .isInstanceOf(Form.Unreadable.class);
    assertThat(FormParser.checkHeaders(List.of(), List.of())).isInstanceOf(Form.Unreadable.class);
    assertThat(FormParser.isForm(List.of("text/plain", FORM))).isTrue();
    assertThat(FormParser.isForm(List.of())).isFalse();
  }

  @Test
  void rejectsACompressedBody() {
    assertThat(FormParser.checkHeaders(List.of(FORM), List.of("gzip")))
        .isInstanceOf(Form.Unreadable.class);
    assertThat(FormParser.checkHeaders(List.of(FORM), List.of("identity", "deflate")))
        .isInstanceOf(Form.Unreadable.class);
    assertThat(FormParser.checkHeaders(List.of(FORM), List.of("identity")))
        .isEqualTo(new Form.None());
  }

  private static Form parse(String body) {
    return FormParser.parse(body.getBytes(StandardCharsets.UTF_8));
  }
}
