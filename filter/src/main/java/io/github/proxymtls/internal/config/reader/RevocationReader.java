package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.ClientRules.Validation;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.config.RevocationSettings;
import io.github.proxymtls.internal.config.RevocationSettings.Lists;
import io.github.proxymtls.internal.config.RevocationSettings.Method;
import io.github.proxymtls.internal.config.RevocationSettings.Ocsp;
import io.github.proxymtls.internal.fetch.AllowedHosts;
import io.github.proxymtls.internal.fetch.Fetcher;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code proxymtls.client.revocation.*}. */
final class RevocationReader {

  private static final Pattern URL = Pattern.compile("(?i)https?://.*");

  /** The maximum timeout, which is also the maximum age of cached revocation information. */
  private static final long LONGEST_HOURS = 24;

  private final Values values;

  RevocationReader(Values values) {
    this.values = values;
  }

  RevocationSettings read(Validation validation) {
    RevocationSettings rules =
        new RevocationSettings(
            methods(),
            lists(),
            new Ocsp(
                url(RevocationKeys.OCSP_RESPONDER, values.text(RevocationKeys.OCSP_RESPONDER)),
                hosts(),
                values.flag(RevocationKeys.PRIVATE_ADDRESSES)),
            new Amounts(values).duration(RevocationKeys.TIMEOUT, 1, LONGEST_HOURS),
            values.isChosen(RevocationKeys.ON_UNAVAILABLE, Choices.OnUnavailable.ACCEPT));
    checkValidation(validation, rules);
    checkLists(rules);
    checkResponders(rules);
    warn(rules);
    return rules;
  }

  private List<Method> methods() {
    List<String> words = values.words(RevocationKeys.METHODS);
    List<Method> methods =
        words.stream().flatMap(word -> Key.constant(Method.class, word).stream()).toList();
    if (words.size() > 1 && !methods.equals(List.of(Method.OCSP, Method.CRL))) {
      values.invalid(
          RevocationKeys.METHODS,
          "is not a valid list of methods",
          "write off, ocsp, crl or ocsp,crl");
      return List.of();
    }
    return methods;
  }

  private Lists lists() {
    List<Resource> files = new ArrayList<>();
    List<URI> urls = new ArrayList<>();
    for (String member : values.list(RevocationKeys.CRLS)) {
      if (URL.matcher(member).matches()) {
        URI url = url(RevocationKeys.CRLS, member);
        if (url != null) {
          urls.add(url);
        }
      } else {
        Resource file = values.file(RevocationKeys.CRLS, member);
        if (file != null) {
          files.add(file);
        }
      }
    }
    return new Lists(files, urls);
  }

  private @Nullable URI url(Key key, @Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      URI url = new URI(text);
      String fault = Fetcher.fault(url);
      if (fault == null && url.getRawFragment() == null) {
        return url;
      }
      values.invalidUnseen(
          key,
          fault == null ? "the URL contains a fragment" : fault,
          "write http://host/path or https://host/path");
    } catch (URISyntaxException e) {
      values.invalidUnseen(key, "the value is not a URL", "write http://host/path");
    }
    return null;
  }

  private List<String> hosts() {
    List<String> hosts =
        values.list(RevocationKeys.ALLOWED_HOSTS).stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .toList();
    if (!hosts.stream().allMatch(AllowedHosts::isEntry)) {
      values.invalid(
          RevocationKeys.ALLOWED_HOSTS,
          "contains an element that is not a host name or IP address",
          "write ocsp.example, or ocsp.example:8080 for that port alone; without scheme, path or"
              + " wildcard, IPv6 in brackets");
      return List.of();
    }
    return hosts;
  }

  private void checkValidation(Validation validation, RevocationSettings rules) {
    if (validation == Validation.PROXY && !rules.methods().isEmpty()) {
      values.conflict(
          RevocationKeys.METHODS,
          "needs proxymtls.client.validation=pkix, because otherwise the issuers are not known",
          "set proxymtls.client.validation=pkix, or let the proxy check revocation");
    }
  }

  private void checkLists(RevocationSettings rules) {
    if (!rules.methods().contains(Method.CRL)) {
      values.notInForce(
          RevocationKeys.CRLS,
          RevocationKeys.METHODS.name() + " does not list crl",
          "add crl there, or remove the key");
    } else if (!values.given(RevocationKeys.CRLS)) {
      values.required(
          RevocationKeys.CRLS,
          RevocationKeys.METHODS.name() + " lists crl",
          "set the files or URLs of the CRLs");
    }
  }

  private void checkResponders(RevocationSettings rules) {
    if (!rules.methods().contains(Method.OCSP)) {
      refuseUnused(RevocationKeys.OCSP_RESPONDER);
      refuseUnused(RevocationKeys.ALLOWED_HOSTS);
    } else if (values.given(RevocationKeys.OCSP_RESPONDER)) {
      values.notInForce(
          RevocationKeys.ALLOWED_HOSTS,
          RevocationKeys.OCSP_RESPONDER.name() + " is used for every certificate",
          "remove one of the two keys");
    } else if (!values.given(RevocationKeys.ALLOWED_HOSTS)) {
      values.required(
          RevocationKeys.OCSP_RESPONDER,
          RevocationKeys.METHODS.name() + " lists ocsp",
          "set the URL of the OCSP responder, or set proxymtls.client.revocation.allowed-hosts to the"
              + " hosts that certificates may name");
    }
  }

  private void refuseUnused(Key key) {
    values.notInForce(
        key,
        RevocationKeys.METHODS.name() + " does not list ocsp",
        "add ocsp there, or remove the key");
  }

  private void warn(RevocationSettings rules) {
    if (rules.methods().isEmpty()) {
      values.warn(
          "revocation-off",
          RevocationKeys.METHODS,
          "revocation is off: a revoked certificate is accepted until it expires",
          "set proxymtls.client.revocation.methods to ocsp, crl or ocsp,crl; or let the proxy check"
              + " revocation, and keep certificates short-lived");
    } else if (rules.acceptsUnavailable()) {
      values.warn(
          "revocation-unavailable-accepted",
          RevocationKeys.ON_UNAVAILABLE,
          "a certificate is accepted if its revocation status is not available",
          "set it to reject as soon as revocation information is reliably available");
    }
  }
}
