package io.github.proxymtls.samples.probe;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.proxymtls.Reason;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply.Answer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.text.ParseException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A connection on which requests follow each other. */
final class ProbeConnection implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Set<String> CODES =
      Stream.of(Reason.values())
          .flatMap(reason -> Stream.of(reason.code(), reason.callerCode()))
          .collect(Collectors.toUnmodifiableSet());
  private static final Set<String> OAUTH = Set.of("invalid_client", "invalid_token");
  private static final int UNAUTHORIZED = 401;

  private final Socket socket;
  private final InputStream in;
  private final Address address;
  private final ProbeTls tls;

  private ProbeConnection(Socket socket, Address address, ProbeTls tls) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.address = address;
    this.tls = tls;
  }

  static ProbeConnection open(Address address, ProbeTls tls) throws IOException {
    Socket plain = new Socket();
    try {
      plain.connect(
          new InetSocketAddress(address.name(), address.port()), (int) TIMEOUT.toMillis());
      plain.setSoTimeout((int) TIMEOUT.toMillis());
      return new ProbeConnection(address.tls() ? secure(plain, address, tls) : plain, address, tls);
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private static Socket secure(Socket plain, Address address, ProbeTls tls) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            tls.context()
                .getSocketFactory()
                .createSocket(plain, address.name(), address.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (tls.protocol() != null) {
      parameters.setProtocols(new String[] {tls.protocol()});
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** Sends a request; a connection that ends without a response is an outcome. */
  Outcome exchange(RawRequest request, String thumbprint) {
    try {
      socket.getOutputStream().write(request.octets(address.authority()));
      Answer answer = ResponseReader.read(in);
      return new Outcome(
          answer.status(), code(answer), answer.body().contains(thumbprint), null, resumed());
    } catch (SocketTimeoutException e) {
      return Outcome.none("no response within " + TIMEOUT.toSeconds() + " seconds");
    } catch (IOException e) {
      return Outcome.none(String.valueOf(e.getMessage()));
    }
  }

  private boolean resumed() {
    return socket instanceof SSLSocket secured
        && secured.getSession().getCreationTime() < tls.since();
  }

  private static @Nullable String code(Answer answer) {
    String type = String.join(",", answer.values("Content-Type"));
    if (!type.contains("json")) {
      return null;
    }
    try {
      var members = JSONObjectUtils.parse(answer.body());
      String code = String.valueOf(members.get("code"));
      if (CODES.contains(code)) {
        return code;
      }
      String error = String.valueOf(members.get("error"));
      return answer.status() == UNAUTHORIZED && OAUTH.contains(error) ? error : null;
    } catch (ParseException notJson) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
