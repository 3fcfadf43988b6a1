package io.github.proxymtls.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A WebSocket endpoint that sends what it sees of its client and of the handshake. */
public final class SocketEndpoint extends Endpoint {

  static final String PATH = "/socket";

  private static final String SEEN = "seen";

  private final AtomicInteger opened = new AtomicInteger();

  int opened() {
    return opened.get();
  }

  /** Adds it when the context is initialised, as an application does. */
  public void addTo(ServletContext context) {
    context.addListener(
        new ServletContextListener() {
          @Override
          public void contextInitialized(ServletContextEvent event) {
            deploy(event.getServletContext());
          }
        });
  }

  private void deploy(ServletContext context) {
    ServerContainer container =
        (ServerContainer) context.getAttribute(ServerContainer.class.getName());
    try {
      container.addEndpoint(
          ServerEndpointConfig.Builder.create(SocketEndpoint.class, PATH)
              .configurator(new Handshake())
              .build());
    } catch (DeploymentException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    opened.incrementAndGet();
    try {
      session
          .getBasicRemote()
          .sendText(
              config.getUserProperties().get(SEEN)
                  + "session="
                  + name(session.getUserPrincipal())
                  + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static @Nullable String name(@Nullable Principal principal) {
    return principal == null ? null : principal.getName();
  }

  /** Asks no other container's default, because the class path has several. */
  private final class Handshake extends ServerEndpointConfig.Configurator {

    @Override
    public void modifyHandshake(
        ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
      TreeSet<String> headers = new TreeSet<>();
      request.getHeaders().keySet().forEach(header -> headers.add(header.toLowerCase(Locale.ROOT)));
      config
          .getUserProperties()
          .put(
              SEEN,
              "principal="
                  + name(request.getUserPrincipal())
                  + "\nclient-cert="
                  + request.getHeaders().get("Client-Cert")
                  + "\nheaders="
                  + headers
                  + "\n");
    }

    @Override
    public boolean checkOrigin(String origin) {
      return true;
    }

    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
      return "";
    }

    @Override
    public List<Extension> getNegotiatedExtensions(
        List<Extension> installed, List<Extension> requested) {
      return List.of();
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
      return type.cast(SocketEndpoint.this);
    }
  }
}
