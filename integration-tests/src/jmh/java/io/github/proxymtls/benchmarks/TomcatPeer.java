package io.github.proxymtls.benchmarks;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.security.cert.X509Certificate;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.SSLValve;
import org.apache.catalina.valves.ValveBase;

/** Tomcat's valve that takes the certificate from NGINX's header. */
final class TomcatPeer implements PeerBenchmark.Lookup {

  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  private final SSLValve valve = new SSLValve();
  private final OneHeader request = new OneHeader(new Connector());

  TomcatPeer() {
    valve.setNext(new Last());
  }

  @Override
  public X509Certificate find(String value) throws IOException, ServletException {
    request.escaped = value;
    valve.invoke(request, null);
    return ((X509Certificate[]) request.certificates)[0];
  }

  /** Has the header and keeps the attribute; else the container's map would be measured. */
  private static final class OneHeader extends Request {

    private String escaped;
    private Object certificates;

    OneHeader(Connector connector) {
      super(connector, new org.apache.coyote.Request());
    }

    @Override
    public String getHeader(String name) {
      return name.equals("ssl_client_escaped_cert") ? escaped : null;
    }

    @Override
    public void setAttribute(String name, Object value) {
      if (name.equals(CERTIFICATES)) {
        certificates = value;
      }
    }
  }

  /** Ends the pipeline. */
  private static final class Last extends ValveBase {

    @Override
    public void invoke(Request request, Response response) {
      // Nothing follows.
    }
  }
}
