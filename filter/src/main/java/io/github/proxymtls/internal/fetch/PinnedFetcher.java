package io.github.proxymtls.internal.fetch;

import io.github.proxymtls.internal.threads.DaemonThreads;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Fetches URLs that come from a certificate or a registration, and whose host the operator allowed.
 * Thread-safe.
 *
 * <h2>The fetcher connects to the address that it checked</h2>
 *
 * The host is resolved once, so that a second DNS response between check and connection has no
 * effect. The JDK's HTTP client has no hook for that check, so this class opens the connection
 * itself: one exchange over HTTP/1.1, then it closes the connection. TLS verifies the host name
 * with the platform's default trust store.
 */
public final class PinnedFetcher implements Fetcher {

  private static final long IDLE_SECONDS = 1;

  private final Duration limit;
  private final boolean privateAddresses;
  private final Supplier<SSLSocketFactory> tls;

  /** A timer of its own: the threads of the JDK's shared timer may be busy, and they never end. */
  private final DaemonThreads threads = new DaemonThreads("proxymtls-fetch-limit");

  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Creates a fetcher.
   *
   * @param limit the time limit from connecting to the last octet; name resolution is not included
   * @param privateAddresses true if a host may have an address that is not public
   */
  public PinnedFetcher(Duration limit, boolean privateAddresses) {
    this(limit, privateAddresses, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /**
   * @param tls called for each connection: the platform's default reads its trust store at first
   *     use, which few applications need
   */
  PinnedFetcher(Duration limit, boolean privateAddresses, Supplier<SSLSocketFactory> tls) {
    this.limit = limit;
    this.privateAddresses = privateAddresses;
    this.tls = tls;
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  @Override
  public byte[] fetch(FetchRequest wanted) throws IOException {
    String fault = Fetcher.fault(wanted.uri());
    if (fault != null) {
      throw new IOException(fault);
    }
    URI uri = URI.create(wanted.uri().toASCIIString());
    InetSocketAddress address = address(uri);
    try (Socket plain = new Socket()) {
      open.add(plain);
      if (closed) {
        throw new IOException("closed");
      }
      Future<?> hangUp =
          timer.schedule(() -> close(plain), limit.toMillis(), TimeUnit.MILLISECONDS);
      try {
        plain.connect(address, Math.toIntExact(limit.toMillis()));
        Socket socket = isSecure(uri) ? secured(plain, uri) : plain;
        send(socket.getOutputStream(), head(uri, wanted), wanted.body());
        return new ResponseReader(new BufferedInputStream(socket.getInputStream()), wanted).body();
      } catch (IOException e) {
        throw plain.isClosed() ? new IOException("no response within " + limit, e) : e;
      } finally {
        hangUp.cancel(false);
        open.remove(plain);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    open.forEach(PinnedFetcher::close);
    threads.end(timer);
  }

  private InetSocketAddress address(URI uri) throws IOException {
    int port = uri.getPort() >= 0 ? uri.getPort() : isSecure(uri) ? 443 : 80;
    InetSocketAddress address = new InetSocketAddress(host(uri), port);
    if (address.isUnresolved()) {
      throw new IOException("the host name cannot be resolved");
    }
    if (!privateAddresses && !PublicAddress.is(address.getAddress())) {
      throw new IOException("the host has an address that is not public");
    }
    return address;
  }

  private static boolean isSecure(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  /** Returns the host. An IPv6 literal has no brackets, as TLS and the resolver expect it. */
  private static String host(URI uri) {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private SSLSocket secured(Socket plain, URI uri) throws IOException {
    SSLSocket socket = (SSLSocket) tls.get().createSocket(plain, host(uri), plain.getPort(), false);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static String head(URI uri, FetchRequest wanted) throws IOException {
    byte[] body = wanted.body();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Host", uri.getRawAuthority());
    headers.put("Connection", "close");
    if (!wanted.mediaTypes().isEmpty()) {
      headers.put("Accept", String.join(", ", wanted.mediaTypes()));
    }
    if (body != null) {
      headers.put("Content-Length", Integer.toString(body.length));
    }
    headers.putAll(wanted.headers());
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    StringBuilder head = new StringBuilder(body == null ? "GET " : "POST ").append(path);
    if (uri.getRawQuery() != null) {
      head.append('?').append(uri.getRawQuery());
    }
    head.append(" HTTP/1.1\r\n");
    for (Map.Entry<String, String> header : headers.entrySet()) {
      String line = header.getKey() + ": " + header.getValue();
      if (line.chars().anyMatch(c -> c < ' ' || c > '~')) {
        throw new IOException("a request header contains a character that HTTP does not allow");
      }
      head.append(line).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  private static void send(OutputStream out, String head, byte @Nullable [] body)
      throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    if (body != null) {
      message.writeBytes(body);
    }
    message.writeTo(out);
    out.flush();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // A failed close also ends the threads that wait on the socket.
    }
  }
}
