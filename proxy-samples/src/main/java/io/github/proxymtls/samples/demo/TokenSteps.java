package io.github.proxymtls.samples.demo;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.proxymtls.samples.demo.StepRunner.StepClient;
import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply;
import io.github.proxymtls.samples.site.Reply.Answer;
import java.io.IOException;
import java.text.ParseException;

/** Checks which clients get a token, and with which certificate it can be used. */
final class TokenSteps {

  private static final String RESOURCE = "/api/resource";
  private static final Expectation TOKEN = Expectation.of("200 token");
  private static final Expectation INVALID_TOKEN = Expectation.byFilter("401 invalid_token");
  private static final Expectation NO_TOKEN = Expectation.byFilter("401 token-missing");
  private static final Expectation INVALID_CLIENT = Expectation.byFilter("401 invalid_client");

  private final StepClient ledger;
  private final StepClient reports;
  private final StepClient kiosk;
  private final StepClient unregistered;

  TokenSteps(StepRunner runner) {
    this.ledger = runner.at(Listener.VERIFIED, runner.certificates().ledger());
    this.reports = runner.at(Listener.VERIFIED, runner.certificates().reports());
    this.kiosk = runner.at(Listener.ANY_CERTIFICATE, runner.certificates().kiosk());
    this.unregistered = runner.at(Listener.ANY_CERTIFICATE, runner.certificates().unregistered());
  }

  void run() throws IOException {
    Reply ledgers =
        ledger.tries(
            "ledger gets a token (certificate of the client CA)", tokenRequest("ledger"), TOKEN);
    Reply kiosks =
        kiosk.tries("kiosk gets a token (self-signed, registered)", tokenRequest("kiosk"), TOKEN);
    reports.tries(
        "client_id ledger with reports' certificate", tokenRequest("ledger"), INVALID_CLIENT);
    unregistered.tries(
        "client_id kiosk, another's certificate", tokenRequest("kiosk"), INVALID_CLIENT);

    ledger.tries(
        "ledger's token with ledger's certificate",
        resourceRequest(ledgers),
        Expectation.of("200 CN=ledger"));
    reports.tries(
        "ledger's token with reports' certificate", resourceRequest(ledgers), INVALID_TOKEN);
    unregistered.tries(
        "ledger's token, self-signed certificate", resourceRequest(ledgers), INVALID_TOKEN);
    kiosk.tries(
        "kiosk's token with kiosk's certificate",
        resourceRequest(kiosks),
        Expectation.of("200 CN=kiosk"));
    ledger.tries("ledger's certificate without a token", RawRequest.get(RESOURCE), NO_TOKEN);
  }

  private static RawRequest tokenRequest(String clientId) {
    return RawRequest.form("/oauth2/token", "grant_type=client_credentials&client_id=" + clientId);
  }

  private static RawRequest resourceRequest(Reply reply) {
    return RawRequest.get(RESOURCE).header("Authorization", "Bearer " + accessToken(reply));
  }

  /** Returns the token; an invalid one if the previous step failed. */
  private static String accessToken(Reply reply) {
    if (!(reply instanceof Answer answer)) {
      return "none";
    }
    try {
      return String.valueOf(JSONObjectUtils.parse(answer.body()).get("access_token"));
    } catch (ParseException notJson) {
      return "none";
    }
  }
}
