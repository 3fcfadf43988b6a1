package io.github.proxymtls.samples.probe;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.proxymtls.Reason;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply.Answer;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
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
  private long begin;

  private ProbeConnection(Socket socket, Address address, ProbeTls tls) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(new InTime(socket.getInputStream()));
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
    begin = System.nanoTime();
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

  /** Ends an exchange in time even if octets keep coming, one by one. */
  private final class InTime extends FilterInputStream {

    InTime(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] octets, int from, int length) throws IOException {
      long left = TIMEOUT.minusNanos(System.nanoTime() - begin).toMillis();
      if (left <= 0) {
        throw new SocketTimeoutException();
      }
      socket.setSoTimeout((int) left);
      return super.read(octets, from, length);
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
