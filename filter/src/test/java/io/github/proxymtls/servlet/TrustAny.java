package io.github.proxymtls.servlet;

import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/** Takes any certificate; public because Tomcat makes one by its name. */
public final class TrustAny implements X509TrustManager {

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) {}

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
