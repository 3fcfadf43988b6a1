package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.ReservedHeaders;
import io.github.proxymtls.samples.configure.Remedies;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says for each header of a request what the filter reads in it. Prints no value.
 *
 * <h2>Only what was checked is ok</h2>
 *
 * A credential is ok if it is a proxy's. Certificate, chain and verdict are named; what they hold
 * is said by the decision.
 */
final class HeaderFindings {

  private static final String HEADER = "header";

  private final HeaderRoles roles;
  private final CredentialCheck credentials;
  private final Remedies remedies;
  private final Secrets secrets;

  HeaderFindings(
      HeaderRoles roles, CredentialCheck credentials, Remedies remedies, Secrets secrets) {
    this.roles = roles;
    this.credentials = credentials;
    this.remedies = remedies;
    this.secrets = secrets;
  }

  List<Finding> of(CapturedRequest request) {
    List<Finding> findings = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String name : request.headerNames()) {
      Finding finding = finding(name, request.headers(name));
      if (finding == null) {
        others.add(name + ", " + length(request.headers(name)));
      } else {
        findings.add(finding);
      }
    }
    if (!others.isEmpty()) {
      findings.add(
          Finding.note(HEADER, others.size() + " headers that the filter does not read")
              .with("name", others));
    }
    return findings;
  }

  private static String length(List<String> lines) {
    int characters = lines.stream().mapToInt(String::length).sum();
    return (lines.size() == 1 ? "" : lines.size() + " lines, ") + characters + " characters";
  }

  /** Returns null for a header that is neither the filter's nor like one of the filter's. */
  private @Nullable Finding finding(String name, List<String> lines) {
    String shown = name + ", " + length(lines) + ": ";
    HeaderRoles.Role role = roles.role(name);
    if (role != null) {
      return read(shown + role.role(), role, lines);
    }
    ReservedHeaders.Match match = roles.match(name);
    if (match == ReservedHeaders.Match.TWIN) {
      return Finding.problem(HEADER, shown + "the twin of a configured header")
          .fix(cureOfTwin(name));
    }
    if (match == ReservedHeaders.Match.COMPANION) {
      return Finding.note(HEADER, shown + "a companion header, which the application does not see");
    }
    return unread(name, shown, lines);
  }

  private Finding read(String what, HeaderRoles.Role role, List<String> lines) {
    if (lines.size() > 1 && !role.several()) {
      return Finding.problem(HEADER, what + ", which must have one line")
          .fix(
              "at the proxy, replace the client's line instead of adding one: "
                  + remedies.header(role.name()));
    }
    return roles.isCredential(role.name())
        ? credential(what, role.name(), lines.get(0))
        : Finding.note(HEADER, what);
  }

  private Finding credential(String what, String header, String value) {
    CredentialCheck.Result result = credentials.inHeader(header, value);
    return result.proxy() == null
        ? Finding.problem(HEADER, what + ", which is wrong: " + secrets.hide(result.objection()))
            .fix(
                "at the proxy, set the credential of a user of the users file: "
                    + remedies.header(header))
        : Finding.ok(HEADER, what + ", that of " + result.proxy().name());
  }

  /** The client sends the twin: the proxy must drop it, and nothing at the client helps. */
  private String cureOfTwin(String name) {
    String line = remedies.twin(name);
    return "at the proxy, drop what a client sends under such names: "
        + (line == null ? "those that differ only in '-', '_', '.' and case" : line);
  }

  private @Nullable Finding unread(String name, String shown, List<String> lines) {
    ProxyIdentity proxy = lines.size() == 1 ? credentials.inAny(lines.get(0)) : null;
    if (proxy != null) {
      String header = String.join(" or ", credentials.headers());
      return Finding.warning(
              HEADER, shown + "not read, but it holds the credential of " + proxy.name())
          .fix(
              "have the proxy send it as "
                  + header
                  + ", or set proxymtls.proxy.basic.header="
                  + name);
    }
    List<HeaderFormat> formats = HeaderRoles.formats(name);
    if (!formats.isEmpty()) {
      return Finding.warning(HEADER, shown + "not read, but a header of " + names(formats))
          .fix("set proxymtls.format to that of your proxy, or have the proxy remove the header");
    }
    String near = roles.near(name);
    if (near != null) {
      return Finding.warning(HEADER, shown + "not read; did you mean " + near + "?");
    }
    List<HeaderFormat> resembled =
        lines.size() == 1 ? HeaderFormats.readers(lines.get(0)) : List.of();
    return resembled.isEmpty()
        ? null
        : Finding.warning(HEADER, shown + "not read, but its value is a certificate")
            .with("encoding", resembled.get(0).encoding().key())
            .fix("set proxymtls.header.certificate=" + name + ", or change the name at the proxy");
  }

  private static String names(List<HeaderFormat> formats) {
    return formats.stream().map(HeaderFormat::name).collect(Collectors.joining(", "));
  }
}
