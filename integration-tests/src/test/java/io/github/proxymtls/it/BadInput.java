package io.github.proxymtls.it;

import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.SiteCertificates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A request that an authenticated proxy would not send.
 *
 * @param code the code of the rejection, or two separated by a bar; empty if the container may
 *     reject the request before the filter runs
 */
record BadInput(String name, RawRequest request, int status, String code) {

  /**
   * If the container's own certificate counts, NGINX's header is also a header of Tomcat's
   * SSLValve.
   */
  private static final String TWIN = "header-twin|header-foreign";

  private static final int MALFORMED = 400;
  private static final int TOO_LARGE = 431;
  private static final int FORBIDDEN = 403;
  private static final int OVER_THE_LIMIT = 70 * 1024;

  /** Returns all of them for one format. */
  static List<BadInput> of(Format format, SiteCertificates certificates) {
    Maker maker = new Maker(format, certificates);
    maker.unacceptable();
    maker.repeated();
    maker.misspelled();
    maker.misencoded();
    switch (format) {
      case NGINX -> maker.ofNginx();
      case ENVOY -> maker.ofEnvoy();
      case RFC9440 -> maker.ofRfc9440();
    }
    return maker.inputs;
  }

  /** Collects the requests. */
  private static final class Maker {

    private final List<BadInput> inputs = new ArrayList<>();
    private final Format format;
    private final SiteCertificates certificates;
    private final byte[] der;
    private final String base64;
    private final String good;
    private final RawRequest whoami = RawRequest.get("/whoami");

    Maker(Format format, SiteCertificates certificates) {
      this.format = format;
      this.certificates = certificates;
      this.der = certificates.ledger().der();
      this.base64 = Base64.getEncoder().encodeToString(der);
      this.good = format.of(der);
    }

    private void add(String name, RawRequest request, int status, String code) {
      inputs.add(new BadInput(name, request, status, code));
    }

    private void value(String name, String value, int status, String code) {
      add(name, format.with(whoami, value), status, code);
    }

    private void malformed(String name, String value) {
      value(name, value, MALFORMED, "certificate-malformed");
    }

    void unacceptable() {
      value(
          "self-signed",
          format.of(certificates.unregistered()),
          FORBIDDEN,
          "certificate-not-pinned");
      value("impostor", format.of(certificates.impostor()), FORBIDDEN, "certificate-not-pinned");
      value("expired", format.of(certificates.expired()), FORBIDDEN, "certificate-expired");
      add("no header", whoami, FORBIDDEN, "certificate-required");
    }

    void repeated() {
      RawRequest once = format.with(whoami, good);
      String other = format.of(certificates.reports());
      add("the same twice", once.header(format.header(), good), MALFORMED, "header-duplicate");
      add("another one's next", once.header(format.header(), other), MALFORMED, "header-duplicate");
      for (char separator : new char[] {'_', '.'}) {
        String twin = format.header().replace('-', separator);
        add("twin next to it: " + twin, once.header(twin, other), MALFORMED, TWIN);
        add("twin in its place: " + twin, whoami.header(twin, good), MALFORMED, TWIN);
      }
      add(
          "Connection names it",
          once.header("Connection", "close, " + format.header()),
          MALFORMED,
          "header-hop-by-hop");
    }

    void misspelled() {
      value("oversized", good + "A".repeat(OVER_THE_LIMIT), TOO_LARGE, "header-too-large");
      value("NUL", inserted("\u0000"), MALFORMED, "");
      value("control character", inserted("\u0001"), MALFORMED, "");
      value("DEL", inserted("\u007f"), MALFORMED, "");
      value("tabulator", inserted("\t"), MALFORMED, "header-control-character");
      value("a letter outside ASCII", inserted("\u00e9"), MALFORMED, "header-control-character");
    }

    private String inserted(String text) {
      int middle = good.length() / 2;
      return good.substring(0, middle) + text + good.substring(middle);
    }

    void misencoded() {
      String url = base64.replace('+', '-').replace('/', '_');
      malformed("base64url", format.ofBase64(url, der));
      malformed("Base64 without its end", format.ofBase64(base64.substring(0, 301), der));
      malformed("DER without its last octet", format.of(Arrays.copyOf(der, der.length - 1)));
      malformed("DER with an octet behind it", format.of(Arrays.copyOf(der, der.length + 1)));
      malformed("DER of nothing", format.of(new byte[] {0x30, 0}));
    }

    void ofNginx() {
      String two = format.of(der) + format.of(certificates.reports());
      value("empty", "", FORBIDDEN, "certificate-not-forwarded");
      value("two certificates", two, MALFORMED, "certificate-ambiguous");
      malformed("truncated", good.substring(0, good.length() - 20));
      percent(good);
      add("no verdict", whoami.header(format.header(), good), FORBIDDEN, "verdict-missing");
      add(
          "two verdicts",
          format.with(whoami, good).header("ssl-client-verify", "SUCCESS"),
          MALFORMED,
          "header-duplicate");
    }

    private void percent(String value) {
      malformed("percent and no digits", value.replaceFirst("%0A", "%0G"));
      malformed("percent and one digit", value.replaceFirst("%0A-----END", "%0-----END"));
      malformed("escaped percent", value.replace("%", "%25"));
      malformed("plus for a blank", value.replaceFirst("%20", "+"));
      malformed("escaped NUL", value.replaceFirst("%0A", "%00"));
    }

    void ofEnvoy() {
      String hash = "Hash=" + Format.hash(der);
      String cert = ";Cert=\"" + Format.percentPem(base64) + "\"";
      String other = Base64.getEncoder().encodeToString(certificates.reports().der());
      String foreign = Format.percentPem(other) + Format.percentPem(base64);
      percent(good);
      malformed("empty", "");
      xfcc("truncated", good.substring(0, good.length() - 20), "xfcc-malformed");
      xfcc("no Hash", cert.substring(1), "xfcc-malformed");
      xfcc("short Hash", hash.substring(0, 60) + cert, "xfcc-malformed");
      xfcc(
          "another one's Hash",
          format.of(certificates.reports()).split(";", -1)[0] + cert,
          "xfcc-hash-mismatch");
      xfcc("two Hashes", hash + ";" + hash + cert, "xfcc-ambiguous");
      xfcc("two Certs", good + cert, "xfcc-ambiguous");
      xfcc("two elements", good + "," + format.of(certificates.reports()), "xfcc-ambiguous");
      xfcc("Hash alone", hash, "xfcc-malformed");
      xfcc(
          "two certificates in Cert",
          hash + cert.replaceAll("\"$", Format.percentPem(other) + "\""),
          "certificate-ambiguous");
      xfcc("Chain of another leaf", good + ";Chain=\"" + foreign + "\"", "chain-ambiguous");
    }

    private void xfcc(String name, String value, String code) {
      value(name, value, MALFORMED, code);
    }

    void ofRfc9440() {
      malformed("empty", "");
      malformed("truncated", good.substring(0, good.length() - 1));
      malformed("Base64 with a blank", good.replaceFirst("M", "M "));
      value(
          "a list of two",
          good + ", " + format.of(certificates.reports()),
          MALFORMED,
          "certificate-ambiguous");
      malformed("a string", "\"" + base64 + "\"");
      malformed("without colons", base64);
      chain("chain of a foreign leaf", format.of(certificates.reports()), "chain-ambiguous");
      chain("chain that is none", ":AAAA:", "chain-malformed");
      add(
          "chain alone",
          whoami.header("Client-Cert-Chain", format.of(certificates.clientIssuing().held())),
          MALFORMED,
          "chain-without-certificate");
    }

    private void chain(String name, String value, String code) {
      RawRequest request = format.with(whoami, good).header("Client-Cert-Chain", value);
      add(name, request, MALFORMED, code);
    }
  }
}
