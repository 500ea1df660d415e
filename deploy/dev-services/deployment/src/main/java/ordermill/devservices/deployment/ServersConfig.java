package ordermill.devservices.deployment;

import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The ports that the servers prefer in dev mode; where one is taken by somebody else, a free one serves. */
@ConfigMapping(prefix = "ordermill.dev-services")
@ConfigRoot(phase = ConfigPhase.BUILD_TIME)
public interface ServersConfig {

    /** Port of the Kafka broker. */
    @WithDefault("9092")
    int kafkaPort();

    /** Second port of the Kafka broker, the one that the tutorials' clients use; 0: none. */
    @WithDefault("29092")
    int kafkaSecondPort();

    /** Port of PostgreSQL. */
    @WithDefault("15432")
    int postgresPort();

    /** SMTP port of the mail catcher. */
    @WithDefault("1025")
    int smtpPort();

    /** Port of the page that shows the caught mail. */
    @WithDefault("8025")
    int mailPagePort();
}
