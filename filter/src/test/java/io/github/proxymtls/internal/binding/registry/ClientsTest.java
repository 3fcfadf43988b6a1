package io.github.proxymtls.internal.binding.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.binding.Rules;
import io.github.proxymtls.testing.Pki;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The registrations of {@code proxymtls.binding.clients}. */
class ClientsTest {

  private static final Pki.Held HELD = Pki.create().selfSigned("svc").issue();
  private static final String X5C = Base64.getEncoder().encodeToString(HELD.der());
  private static final String SUBJECT =
      "'client_id':'a','token_endpoint_auth_method':'tls_client_auth',"
          + "'tls_client_auth_san_dns':'a.example'";
  private static final String SELF_SIGNED =
      "'client_id':'a','token_endpoint_auth_method':'self_signed_tls_client_auth'";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[{" + SUBJECT + "}]",
        "[{" + SUBJECT + ",'client_name':'A','redirect_uris':[],'contacts':null,'x_vendor':1}]",
        "[{" + SUBJECT + ",'tls_client_certificate_bound_access_tokens':true}]",
        "[{" + SUBJECT + ",'proxymtls_source':'either'}]",
        "[{" + SUBJECT + ",'jwks_uri':'https://a.example/keys'}]",
        "[{'client_id':'a'}]",
        "[{'client_id':'a','token_endpoint_auth_method':'private_key_jwt','jwks_uri':'https://a/'}]",
        "[{'client_id':'a','token_endpoint_auth_method':'https://a.example/own'}]",
        "[{'client_id':'a b~!'},{'client_id':'A b~!'}]"
      })
  void readsRegisteredMetadata(String json) {
    assertThat(problems(json)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "null",
        "[{" + SUBJECT + "}] x",
        "[{" + SUBJECT + ",'client_id':'b'}]",
        "[{" + SUBJECT + ",'jwks':{'keys':[],'keys':[]}}]",
        "[{" + SUBJECT + "},]",
        "[{" + SUBJECT + "},{" + SUBJECT + "}]"
      })
  void ambiguousFileIsAProblem(String json) {
    assertThat(problems(json)).hasSize(1);
  }

  @Test
  void missingFileIsAProblem() {
    Rules rules = Rules.strict().clients(folder, "[]");
    assertThat(folder.resolve("clients.json").toFile().delete()).isTrue();

    assertThat(rules.problems()).extracting(Problem::code).containsExactly("clients-unreadable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "''",
        "' a'",
        "'a '",
        "'a\\u0000'",
        "'a\\n'",
        "'\u00e9'",
        "1",
        "null",
        "['a']",
        "'\\u007f'"
      })
  void malformedClientIdIsAProblem(String id) {
    assertThat(problems("[{'client_id':" + id + "}]")).hasSize(1);
  }

  @Test
  void clientIdHasAtMost255Characters() {
    assertThat(problems("[{'client_id':'" + "a".repeat(255) + "'}]")).isEmpty();
    assertThat(problems("[{'client_id':'" + "a".repeat(256) + "'}]")).hasSize(1);
    assertThat(problems("[{}]")).hasSize(1);
  }

  /** RFC 8705 section 2.1.2: otherwise any certificate of a shared CA would match any client. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'client_id':'a','token_endpoint_auth_method':'tls_client_auth'",
        SUBJECT + ",'tls_client_auth_san_uri':'spiffe://a'",
        SUBJECT + ",'tls_client_auth_subject_dn':'CN=a'"
      })
  void rejectsNoneAndSeveralRegisteredNames(String members) {
    assertThat(problems("[{" + members + "}]"))
        .singleElement()
        .extracting(Problem::what)
        .asString()
        .contains("registration 1 \"a\"", "of the tls_client_auth_ members");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'tls_client_auth_subject_dn':'no dn'",
        "'tls_client_auth_subject_dn':''",
        "'tls_client_auth_subject_dn':['CN=a']",
        "'tls_client_auth_san_ip':'a.example'",
        "'tls_client_auth_san_ip':'010.0.0.1'",
        "'tls_client_auth_san_dns':'*.example'",
        "'tls_client_auth_san_dns':''",
        "'tls_client_auth_san_dns':'a\\u0000.example'",
        "'tls_client_auth_san_email':'nobody'",
        "'tls_client_auth_san_uri':''",
        "'tls_client_auth_san_dns':null",
        "'tls_client_auth_san_dns':true"
      })
  void rejectsAValueOfAnotherType(String member) {
    assertThat(
            problems(
                "[{'client_id':'a','token_endpoint_auth_method':'tls_client_auth',"
                    + member
                    + "}]"))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",'token_endpoint_auth_method':'tls_client_Auth'",
        ",'token_endpoint_auth_method':'tls'",
        ",'token_endpoint_auth_method':null",
        ",'token_endpoint_auth_method':['tls_client_auth']",
        ",'tls_client_auth_subject_dn':'CN=a'",
        ",'token_endpoint_auth_method':'none','tls_client_auth_san_dns':'a.example'",
        ",'token_endpoint_auth_method':'private_key_jwt','proxymtls_source':'direct'",
        ",'proxymtls_certificate_sha256':'aa'",
        ",'proxymtls_anchors_sha256':[]"
      })
  void unusableRegistrationNeverFallsBackToAnotherMethod(String members) {
    assertThat(problems("[{'client_id':'a'" + members + "}]")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'proxymtls_profiles':['edge']",
        "'proxymtls_sorce':'direct'",
        "'tls_client_auth_san_dn':'a'",
        "'tls_client_auth_':'a'",
        "'proxymtls_source':'DIRECT'",
        "'proxymtls_source':null",
        "'proxymtls_certificate_sha256':''",
        "'proxymtls_certificate_sha256':null",
        "'proxymtls_certificate_sha256':['aa']",
        "'proxymtls_anchors_sha256':[]",
        "'proxymtls_anchors_sha256':'aa'",
        "'proxymtls_anchors_sha256':['aa']",
        "'proxymtls_anchors_sha256':[null]",
        "'tls_client_certificate_bound_access_tokens':'true'",
        "'tls_client_certificate_bound_access_tokens':null"
      })
  void neverIgnoresAMemberWithAReservedPrefix(String member) {
    assertThat(problems("[{" + SUBJECT + "," + member + "}]")).hasSize(1);
  }

  @Test
  void namesUnknownMembersInTheOrderOfTheFile() {
    assertThat(problems("[{'proxymtls_z':1,'proxymtls_a':1,'proxymtls_m':1," + SUBJECT + "}]"))
        .extracting(Problem::what)
        .satisfiesExactly(
            what -> assertThat(what).contains("proxymtls_z"),
            what -> assertThat(what).contains("proxymtls_a"),
            what -> assertThat(what).contains("proxymtls_m"));
  }

  @Test
  void acceptsASha256InEitherEncoding() {
    String colons = HELD.sha256Hex().replaceAll("(..)(?!$)", "$1:");
    for (String sha256 : List.of(HELD.sha256Hex(), colons, HELD.thumbprint())) {
      assertThat(
              problems(
                  "[{%s,'proxymtls_certificate_sha256':'%s','proxymtls_anchors_sha256':['%s']}]"
                      .formatted(SUBJECT, sha256, sha256)))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'keys':[{'kty':'EC','x5c':['%X']}]}",
        "{'keys':[{'use':'sig','x5t#S256':'%T'}]}",
        "{'keys':[{'x5c':['%X','ignored'],'x5t#S256':'%T'},{'kty':'RSA','use':'enc'}]}"
      })
  void readsCertificatesFromKeys(String jwks) {
    assertThat(problems("[{" + SELF_SIGNED + ",'jwks':" + keys(jwks) + "}]")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "{}",
        "{'keys':{}}",
        "{'keys':[]}",
        "{'keys':[{'kty':'EC'}]}",
        "{'keys':[{'use':'enc','x5t#S256':'%T'}]}",
        "{'keys':['%T']}",
        "{'keys':[{'x5c':'%X'}]}",
        "{'keys':[{'x5c':[]}]}",
        "{'keys':[{'x5c':['%Y']}]}",
        "{'keys':[{'x5c':['%T']}]}",
        "{'keys':[{'x5c':['']}]}",
        "{'keys':[{'x5c':[null]}]}",
        "{'keys':[{'x5c':['-%X']}]}",
        "{'keys':[{'x5c':['%U']}]}",
        "{'keys':[{'x5t#S256':'%T='}]}",
        "{'keys':[{'x5t#S256':'%H'}]}",
        "{'keys':[{'x5t#S256':''}]}",
        "{'keys':[{'x5t#S256':null}]}",
        "{'keys':[{'x5c':['%X'],'x5t#S256':'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'}]}",
        "{'keys':[{'x5t#S256':'%T'},{'x5c':['x']}]}"
      })
  void rejectsKeysWithoutOneReadableCertificateEach(String jwks) {
    assertThat(problems("[{" + SELF_SIGNED + ",'jwks':" + keys(jwks) + "}]")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://keys.example/jwks",
        "HTTPS://KEYS.example:8443/jwks?client=a",
        "http://127.0.0.1:8080/jwks"
      })
  void acceptsAJwksUriOfAnAllowedHost(String url) {
    assertThat(published(url)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'https://other.example/jwks'",
        "'https://keys.example.other.example/jwks'",
        "'https://keys.example./jwks'",
        "'https://other.example/keys.example'",
        "'https://other.example#keys.example'",
        "'https://keys.example@other.example/'",
        "'https://user@keys.example/jwks'",
        "'https://keys.example/jwks#x'",
        "'https://keys.example:65536/jwks'",
        "'https://keys.example:9443/jwks'",
        "'http://keys.example/jwks'",
        "'ftp://keys.example/jwks'",
        "'file:///jwks'",
        "'//keys.example/jwks'",
        "'/jwks'",
        "''",
        "'https://keys.example/a b'",
        "'https://[::1]/jwks'",
        "null",
        "['https://keys.example/jwks']"
      })
  void rejectsEveryOtherJwksUri(String url) {
    assertThat(
            problems("[{" + SELF_SIGNED + ",'jwks_uri':" + url + "}]", "keys.example", "127.0.0.1"))
        .isNotEmpty();
    assertThat(
            problems(
                "[{%s,'proxymtls_secondary':{%s,'jwks_uri':%s,'expires_at':4102444800}}]"
                    .formatted(
                        SUBJECT, "'token_endpoint_auth_method':'self_signed_tls_client_auth'", url),
                "keys.example",
                "127.0.0.1"))
        .isNotEmpty();
  }

  @Test
  void rejectsEveryJwksUriWithoutAllowedHosts() {
    assertThat(problems("[{" + SELF_SIGNED + ",'jwks_uri':'https://keys.example/jwks'}]"))
        .singleElement()
        .extracting(Problem::what)
        .asString()
        .contains("its host is not in proxymtls.binding.jwks-allowed-hosts");
  }

  /** A reader could not tell which of the two authenticates. */
  @ParameterizedTest
  @ValueSource(strings = {"'tls_client_auth_san_dns':'a.example'", "'tls_client_auth_san_ip':null"})
  void rejectsANameBesidesRegisteredCertificates(String name) {
    assertThat(
            problems(
                keys("[{" + SELF_SIGNED + "," + name + ",'jwks':{'keys':[{'x5t#S256':'%T'}]}}]")))
        .singleElement()
        .extracting(Problem::what)
        .asString()
        .contains("self_signed_tls_client_auth with a tls_client_auth_ name");
  }

  /** RFC 7591 section 2. */
  @Test
  void rejectsJwksTogetherWithJwksUri() {
    assertThat(
            problems(
                keys(
                    "[{"
                        + SELF_SIGNED
                        + ",'jwks_uri':'https://keys.example/','jwks':{'keys':[{'x5t#S256':'%T'}]}}]"),
                "keys.example"))
        .singleElement()
        .extracting(Problem::what)
        .asString()
        .contains("jwks and jwks_uri");
  }

  private List<Problem> published(String url) {
    return problems(
        "[{" + SELF_SIGNED + ",'jwks_uri':'" + url + "'}]",
        "keys.example",
        "keys.example:8443",
        "127.0.0.1:8080");
  }

  private static final String NEXT =
      "'token_endpoint_auth_method':'tls_client_auth','tls_client_auth_san_dns':'b.example'";

  @ParameterizedTest
  @ValueSource(
      strings = {
        NEXT + ",'expires_at':1",
        NEXT + ",'expires_at':4102444800",
        NEXT + ",'expires_at':253402300799",
        NEXT + ",'expires_at':'2030-01-31T00:00:00Z'",
        NEXT + ",'expires_at':'2030-01-31T00:00:00+02:00','proxymtls_anchors_sha256':['%T']",
        NEXT + ",'expires_at':'2030-01-31T00:00:00Z','proxymtls_certificate_sha256':'%T'",
        "'token_endpoint_auth_method':'self_signed_tls_client_auth','expires_at':4102444800,"
            + "'jwks':{'keys':[{'x5t#S256':'%T'}]}"
      })
  void acceptsASecondMethodUntilItExpires(String members) {
    assertThat(problems("[{" + SUBJECT + ",'proxymtls_secondary':{" + keys(members) + "}}]"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        NEXT,
        NEXT + ",'expires_at':null",
        NEXT + ",'expires_at':0",
        NEXT + ",'expires_at':-1",
        NEXT + ",'expires_at':1.5",
        NEXT + ",'expires_at':253402300800",
        NEXT + ",'expires_at':4102444800000",
        NEXT + ",'expires_at':'4102444800'",
        NEXT + ",'expires_at':'2030-01-31'",
        NEXT + ",'expires_at':'2030-01-31T00:00:00'",
        NEXT + ",'expires_at':''",
        NEXT + ",'expires_at':true",
        NEXT + ",'expires_at':4102444800,'tls_client_auth_san_uri':'urn:b'",
        NEXT + ",'expires_at':4102444800,'proxymtls_source':'direct'",
        NEXT + ",'expires_at':4102444800,'proxymtls_profiles':['edge']",
        NEXT + ",'expires_at':4102444800,'client_id':'a'",
        NEXT + ",'expires_at':4102444800,'client_secret':'s'",
        NEXT + ",'expires_at':4102444800,'proxymtls_secondary':{}",
        NEXT + ",'expires_at':4102444800,'proxymtls_certificate_sha256':'aa'",
        "'expires_at':4102444800,'tls_client_auth_san_dns':'b.example'",
        "'expires_at':4102444800,'token_endpoint_auth_method':'private_key_jwt'",
        "'expires_at':4102444800,'token_endpoint_auth_method':'none'",
        "'expires_at':4102444800,'token_endpoint_auth_method':1",
        "'expires_at':4102444800,'token_endpoint_auth_method':'tls_client_auth'",
        "'expires_at':4102444800,'token_endpoint_auth_method':'self_signed_tls_client_auth'"
      })
  void rejectsASecondMethodThatIsNotMutualTlsWithAnExpiry(String members) {
    assertThat(problems("[{" + SUBJECT + ",'proxymtls_secondary':{" + members + "}}]"))
        .singleElement()
        .extracting(Problem::what)
        .asString()
        .contains("proxymtls_secondary: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "true", "'tls_client_auth'"})
  void rejectsASecondMethodThatIsNotAnObject(String value) {
    assertThat(problems("[{" + SUBJECT + ",'proxymtls_secondary':" + value + "}]")).isNotEmpty();
  }

  @Test
  void secondMethodRequiresAFirstMethodOfMutualTls() {
    assertThat(problems("[{'client_id':'a','proxymtls_secondary':{" + NEXT + ",'expires_at':1}}]"))
        .singleElement()
        .extracting(Problem::what)
        .asString()
        .contains("proxymtls_secondary without a method of mutual TLS");
  }

  /** A move to another CA must not let every other CA in. */
  @ParameterizedTest
  @ValueSource(
      strings = {"'proxymtls_anchors_sha256':['%T']", "'proxymtls_certificate_sha256':'%T'"})
  void secondMethodIsNotWeakerThanTheFirst(String narrow) {
    String first = SUBJECT + "," + keys(narrow);
    String expires = ",'expires_at':4102444800";

    assertThat(problems("[{" + first + ",'proxymtls_secondary':{" + NEXT + expires + "}}]"))
        .singleElement()
        .extracting(Problem::what)
        .asString()
        .contains("weaker than the first method");
    assertThat(
            problems(
                "[{%s,'proxymtls_secondary':{%s%s,%s}}]"
                    .formatted(first, NEXT, expires, keys(narrow))))
        .isEmpty();
    assertThat(
            problems(
                keys(
                    "[{%s,'proxymtls_secondary':{'token_endpoint_auth_method':".formatted(first)
                        + "'self_signed_tls_client_auth','jwks':{'keys':[{'x5t#S256':'%T'}]}"
                        + expires
                        + "}}]")))
        .as("a list of certificates is as narrow as can be")
        .isEmpty();
  }

  @Test
  void reportsEveryProblemAtOnce() {
    assertThat(
            problems(
                "[{" + SUBJECT + ",'proxymtls_x':1,'proxymtls_source':1}, 1, {'client_id':''}]"))
        .hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(problem -> assertThat(problem.where()).contains("proxymtls.binding.clients"))
        .extracting(Problem::what)
        .anySatisfy(what -> assertThat(what).startsWith("registration 2 "))
        .anySatisfy(what -> assertThat(what).startsWith("registration 3 "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'proxymtls_profiles':['edge']",
        "'proxymtls_profiles':['mesh','edge']",
        "'proxymtls_source':'proxy','proxymtls_profiles':['mesh']",
        "'proxymtls_source':'direct'"
      })
  void readsTheAllowedProfiles(String members) {
    assertThat(ofProfiles("[{" + SUBJECT + "," + members + "}]")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'proxymtls_source':'either'",
        "'proxymtls_source':'proxy'",
        "'proxymtls_profiles':[]",
        "'proxymtls_profiles':null",
        "'proxymtls_profiles':'edge'",
        "'proxymtls_profiles':['EDGE']",
        "'proxymtls_profiles':['edge','other']",
        "'proxymtls_profiles':['edge','edge']",
        "'proxymtls_profiles':[1]",
        "'proxymtls_profiles':[null]",
        "'proxymtls_source':'direct','proxymtls_profiles':['edge']",
        "'proxymtls_source':'direct','proxymtls_profiles':[]"
      })
  void rejectsARegistrationWithoutAKnownProfile(String members) {
    assertThat(ofProfiles("[{" + SUBJECT + "," + members + "}]")).hasSize(1);
  }

  @Test
  void messageListsTheConfiguredProfiles() {
    assertThat(ofProfiles("[{" + SUBJECT + "}]"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).contains("names no profile");
              assertThat(problem.fix()).isEqualTo("list in proxymtls_profiles some of edge, mesh");
            });
    assertThat(problems("[{" + SUBJECT + ",'proxymtls_profiles':['edge']}]"))
        .singleElement()
        .extracting(Problem::what)
        .asString()
        .contains("proxymtls_profiles without proxymtls.profiles");
  }

  @Test
  void clientOfAnotherMethodNamesNoProfile() {
    assertThat(ofProfiles("[{'client_id':'a','token_endpoint_auth_method':'private_key_jwt'}]"))
        .isEmpty();
    assertThat(
            ofProfiles(
                "[{'client_id':'a','token_endpoint_auth_method':'private_key_jwt',"
                    + "'proxymtls_profiles':['edge']}]"))
        .hasSize(1);
  }

  private List<Problem> ofProfiles(String json) {
    return Rules.strict()
        .profiles("edge", "mesh")
        .clients(folder, json.replace('\'', '"'))
        .problems();
  }

  @Test
  void warnsOfASubjectThatBeginsWithTheCountry() {
    String json =
        "[{'client_id':'a','token_endpoint_auth_method':'tls_client_auth',"
            + "'tls_client_auth_subject_dn':'C=DE, O=Acme, CN=svc'},"
            + "{'client_id':'b','token_endpoint_auth_method':'tls_client_auth',"
            + "'tls_client_auth_subject_dn':'CN=svc, O=Acme, C=DE'}]";
    assertThat(Rules.strict().clients(folder, json.replace('\'', '"')).warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.code()).isEqualTo("subject-dn-reversed");
              assertThat(warning.what()).startsWith("registration 1 \"a\": the name begins");
            });
  }

  private List<Problem> problems(String json, String... jwksHosts) {
    return Rules.strict().jwksHosts(jwksHosts).clients(folder, json.replace('\'', '"')).problems();
  }

  private static String keys(String jwks) {
    byte[] der = HELD.der();
    byte[] thumbprint = Base64.getUrlDecoder().decode(HELD.thumbprint());
    String hexadecimal = HexFormat.of().formatHex(thumbprint);
    return jwks.replace("%X", X5C)
        .replace("%Y", Base64.getEncoder().encodeToString(Arrays.copyOf(der, der.length + 1)))
        .replace("%T", HELD.thumbprint())
        .replace("%H", hexadecimal)
        .replace("%U", UnreadableCertificate.x5c());
  }
}
