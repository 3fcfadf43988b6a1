package io.github.proxymtls.it.spring;

import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/**
 * A Spring Authorization Server whose clients authenticate by mutual TLS. Its code is the same as
 * for a server that terminates TLS itself.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class AuthorizationServer {

  @Bean
  RegisteredClientRepository clients(@Value("${bank.kiosk.jwks}") String jwks) {
    return new InMemoryRegisteredClientRepository(
        List.of(
            bySubject("ledger", "CN=ledger,O=Example Bank,C=XX"),
            bySubject("reports", "CN=reports,O=Example Bank,C=XX"),
            bySubject("teller", "CN=teller,O=Example Bank,C=XX"),
            client("kiosk", ClientAuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH)
                .clientSettings(ClientSettings.builder().jwkSetUrl(jwks).build())
                .build()));
  }

  private static RegisteredClient bySubject(String id, String subject) {
    return client(id, ClientAuthenticationMethod.TLS_CLIENT_AUTH)
        .clientSettings(ClientSettings.builder().x509CertificateSubjectDN(subject).build())
        .build();
  }

  private static RegisteredClient.Builder client(String id, ClientAuthenticationMethod method) {
    return RegisteredClient.withId(UUID.randomUUID().toString())
        .clientId(id)
        .clientAuthenticationMethod(method)
        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
        .scope("accounts")
        .tokenSettings(TokenSettings.builder().x509CertificateBoundAccessTokens(true).build());
  }
}
