package io.github.proxymtls.samples.demo;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.proxymtls.samples.demo.Stage.Caller;
import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply;
import io.github.proxymtls.samples.site.Reply.Answer;
import java.io.IOException;
import java.text.ParseException;

/** Who gets a token, and whose certificate it works with. */
final class TokenSteps {

  private static final String RESOURCE = "/api/resource";
  private static final Expectation TOKEN = Expectation.of("200 token");
  private static final Expectation INVALID_TOKEN = Expectation.byFilter("401 invalid_token");
  private static final Expectation NO_TOKEN = Expectation.byFilter("401 token-missing");
  private static final Expectation INVALID_CLIENT = Expectation.byFilter("401 invalid_client");

  private final Caller ledger;
  private final Caller reports;
  private final Caller kiosk;
  private final Caller stranger;

  TokenSteps(Stage stage) {
    this.ledger = stage.at(Listener.VERIFIED, stage.cast().ledger());
    this.reports = stage.at(Listener.VERIFIED, stage.cast().reports());
    this.kiosk = stage.at(Listener.ANY_CERTIFICATE, stage.cast().kiosk());
    this.stranger = stage.at(Listener.ANY_CERTIFICATE, stage.cast().stranger());
  }

  void run() throws IOException {
    Reply ledgers =
        ledger.tries("ledger gets a token (certificate of the client CA)", asks("ledger"), TOKEN);
    Reply kiosks =
        kiosk.tries("kiosk gets a token (self-signed, registered)", asks("kiosk"), TOKEN);
    reports.tries("client_id ledger with reports' certificate", asks("ledger"), INVALID_CLIENT);
    stranger.tries("client_id kiosk, another's certificate", asks("kiosk"), INVALID_CLIENT);

    ledger.tries(
        "ledger's token with ledger's certificate", uses(ledgers), Expectation.of("200 CN=ledger"));
    reports.tries("ledger's token with reports' certificate", uses(ledgers), INVALID_TOKEN);
    stranger.tries("ledger's token, self-signed certificate", uses(ledgers), INVALID_TOKEN);
    kiosk.tries(
        "kiosk's token with kiosk's certificate", uses(kiosks), Expectation.of("200 CN=kiosk"));
    ledger.tries("ledger's certificate without a token", RawRequest.get(RESOURCE), NO_TOKEN);
  }

  private static RawRequest asks(String clientId) {
    return RawRequest.form("/oauth2/token", "grant_type=client_credentials&client_id=" + clientId);
  }

  private static RawRequest uses(Reply reply) {
    return RawRequest.get(RESOURCE).header("Authorization", "Bearer " + accessToken(reply));
  }

  /** The token; where the step before went wrong, something that is none. */
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
