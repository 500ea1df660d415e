package ordermill.notifications.mail;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.mailer.runtime.MailerRuntimeConfig;
import io.quarkus.mailer.runtime.MailersRuntimeConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.StartTLSOptions;

/** Quarkus's own settings of its mailer -> those of a connection; its mailer itself knows no time limit. */
@ApplicationScoped
class MailSettings {

    private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(10);
    private static final String DEFAULT = "<default>";

    private final MailerRuntimeConfig mailer;
    private final TlsConfigurationRegistry tls;

    MailSettings(MailersRuntimeConfig mailers, TlsConfigurationRegistry tls) {
        this.mailer = mailers.mailers().get(DEFAULT);
        this.tls = tls;
    }

    /** Fails the start, and not each mail. */
    void check(@Observes StartupEvent start) {
        from();
        forOneConnection();
    }

    String from() {
        return mailer.from()
                .orElseThrow(() -> new IllegalStateException("quarkus.mailer.from does not say who writes the mails"));
    }

    /** Null where it is the sender. */
    String bounceAddress() {
        return mailer.bounceAddress().orElse(null);
    }

    MailConfig forOneConnection() {
        MailConfig config = new MailConfig(mailer.host());
        mailer.port().ifPresent(config::setPort);
        config.setStarttls(StartTLSOptions.valueOf(mailer.startTLS().toUpperCase(Locale.ROOT)));
        config.setLogin(LoginOption.valueOf(mailer.login().toUpperCase(Locale.ROOT)));
        mailer.username().ifPresent(config::setUsername);
        mailer.password().ifPresent(config::setPassword);
        mailer.authMethods().ifPresent(config::setAuthMethods);
        mailer.ownHostName().ifPresent(config::setOwnHostname);
        config.setDisableEsmtp(mailer.disableEsmtp());
        config.setPipelining(mailer.pipelining());
        config.setMultiPartOnly(mailer.multiPartOnly());
        config.setMaxPoolSize(1);
        config.setKeepAlive(mailer.keepAlive());
        config.setKeepAliveTimeout((int) mailer.keepAliveTimeout().toMillis());
        config.setKeepAliveTimeoutUnit(TimeUnit.MILLISECONDS);
        config.setConnectTimeout((int) CONNECTED_WITHIN.toMillis());
        config.setTcpKeepAlive(true);
        encrypt(config);
        return config;
    }

    private void encrypt(MailConfig config) {
        boolean trustAll = mailer.trustAll().orElse(false);
        config.setTrustAll(trustAll).setSsl(mailer.tls().orElse(trustAll));
        mailer.tlsConfigurationName()
                .ifPresent(name -> encrypt(
                        config,
                        tls.get(name)
                                .orElseThrow(
                                        () -> new IllegalStateException("there is no TLS configuration " + name))));
    }

    private void encrypt(MailConfig config, TlsConfiguration named) {
        config.setSsl(mailer.tls().orElse(true)).setTrustAll(named.isTrustAll());
        config.setTrustOptions(named.getTrustStoreOptions()).setKeyCertOptions(named.getKeyStoreOptions());
        named.getHostnameVerificationAlgorithm().ifPresent(config::setHostnameVerificationAlgorithm);
    }
}
