package io.github.proxymtls.servlet;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/**
 * An extended CONNECT request over HTTP/2 without TLS that opens a WebSocket (RFC 8441). It is sent
 * whether or not the server offers this.
 */
final class Http2WebSocket {

  /** Stands for a status where the server resets the stream instead of answering. */
  static final int RESET = 0;

  private static final int OPENED = 200;

  private Http2WebSocket() {}

  /** Returns the answer; its body is the server's first message, if there is a WebSocket. */
  static Wire.Reply exchange(int port, String target, List<String> lines) throws Exception {
    HttpFields.Mutable fields = HttpFields.build();
    for (String line : lines) {
      int colon = line.indexOf(':');
      fields.add(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    MetaData.ConnectRequest request =
        new MetaData.ConnectRequest(
            HttpScheme.HTTP, new HostPortHttpField("app.example"), target, fields, "websocket");
    HTTP2Client client = new HTTP2Client();
    client.start();
    try {
      Session session =
          client
              .connect(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                  new Session.Listener() {})
              .get(20, TimeUnit.SECONDS);
      Answer answer = new Answer();
      session.newStream(new HeadersFrame(request, null, false), Promise.noop(), answer);
      return answer.reply.get(20, TimeUnit.SECONDS);
    } finally {
      client.stop();
    }
  }

  /** Collects the answer of one stream. */
  private static final class Answer implements Stream.Listener {

    private final CompletableFuture<Wire.Reply> reply = new CompletableFuture<>();
    private final StringBuilder body = new StringBuilder();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private int status;

    @Override
    public void onHeaders(Stream stream, HeadersFrame frame) {
      if (frame.getMetaData() instanceof MetaData.Response response) {
        status = response.getStatus();
        response
            .getHttpFields()
            .forEach(
                field -> headers.put(field.getName().toLowerCase(Locale.ROOT), field.getValue()));
      }
      if (frame.isEndStream()) {
        complete();
      } else {
        stream.demand();
      }
    }

    @Override
    public void onDataAvailable(Stream stream) {
      Stream.Data data = stream.readData();
      if (data == null) {
        stream.demand();
        return;
      }
      boolean last = data.frame().isEndStream();
      read(data.frame().getByteBuffer());
      data.release();
      if (last || status == OPENED) {
        complete();
      } else {
        stream.demand();
      }
    }

    private void read(ByteBuffer octets) {
      if (status == OPENED) {
        skipFrameHeader(octets);
      }
      body.append(StandardCharsets.UTF_8.decode(octets));
    }

    /** That of an unmasked frame of up to 65535 octets (RFC 6455 section 5.2). */
    private static void skipFrameHeader(ByteBuffer octets) {
      octets.get();
      if (octets.get() == 126) {
        octets.getShort();
      }
    }

    @Override
    public void onReset(Stream stream, ResetFrame frame, Callback callback) {
      status = RESET;
      complete();
      callback.succeeded();
    }

    @Override
    public void onFailure(
        Stream stream, int error, String reason, Throwable failure, Callback callback) {
      reply.completeExceptionally(failure);
      callback.succeeded();
    }

    private void complete() {
      reply.complete(new Wire.Reply(status, headers, body.toString()));
    }
  }
}
