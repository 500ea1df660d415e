package ordermill.devservices.deployment;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.quarkus.bootstrap.classloading.QuarkusClassLoader;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.IsDevServicesSupportedByLaunchMode;
import io.quarkus.deployment.IsDevelopment;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.deployment.builditem.DevServicesResultBuildItem;
import io.quarkus.deployment.builditem.LaunchModeBuildItem;
import io.quarkus.deployment.dev.devservices.DevServicesConfig;
import io.quarkus.deployment.pkg.builditem.CurateOutcomeBuildItem;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.SmallRyeConfig;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

import ordermill.devservices.Topics;

/** Gives the application the servers that it uses, that nobody configured and that Quarkus will not start in a container. */
@BuildSteps(onlyIf = {IsDevServicesSupportedByLaunchMode.class, DevServicesConfig.Enabled.class})
class StartServers {

    private static final Logger LOG = Logger.getLogger("ordermill.dev-services");

    @BuildStep
    void kafka(
            Capabilities capabilities,
            LaunchModeBuildItem mode,
            CurateOutcomeBuildItem application,
            ServersConfig config,
            BuildProducer<DevServicesResultBuildItem> services) {
        if (capabilities.isPresent(Capability.KAFKA)
                && isMissing(ServerKind.KAFKA_ADDRESS, ContainerlessConfig.KAFKA_ENABLED, mode)) {
            var topics = topics();
            services.produce(service(
                    server(
                            "kafka",
                            ServerKind.kafkaAlsoOn(config.kafkaSecondPort()),
                            config.kafkaPort(),
                            mode,
                            application),
                    new Identity.Of(config.kafkaPort() + " " + config.kafkaSecondPort(), topics),
                    ServerKind.KAFKA_SETTINGS,
                    server -> {
                        var address = server.settings().get(ServerKind.KAFKA_ADDRESS);
                        Topics.create(address, topics);
                        var second = server.settings().get(ServerKind.KAFKA_SECOND_ADDRESS);
                        LOG.infof("Kafka is at %s%s", address, second == null ? "" : " and " + second);
                    }));
        }
    }

    @BuildStep
    void postgres(
            Capabilities capabilities,
            LaunchModeBuildItem mode,
            CurateOutcomeBuildItem application,
            ServersConfig config,
            BuildProducer<DevServicesResultBuildItem> services) {
        if (capabilities.isPresent(Capability.REACTIVE_PG_CLIENT)
                && isMissing(ServerKind.DATABASE_ADDRESS, ContainerlessConfig.DATABASE_ENABLED, mode)) {
            services.produce(service(
                    server("postgres", ServerKind::postgres, config.postgresPort(), mode, application),
                    new Identity.Of("" + config.postgresPort(), Map.of()),
                    ServerKind.DATABASE_SETTINGS,
                    server -> LOG.infof("PostgreSQL is at %s", server.settings().get(ServerKind.DATABASE_ADDRESS))));
        }
    }

    /** Also where a container runtime is: Quarkus has no mail catcher of its own. Tests have Quarkus's mock mailbox. */
    @BuildStep(onlyIf = IsDevelopment.class)
    void mail(ServersConfig config, BuildProducer<DevServicesResultBuildItem> services) {
        if (QuarkusClassLoader.isClassPresentAtRuntime("io.quarkus.mailer.Mailer")
                && !ConfigUtils.isPropertyNonEmpty(ServerKind.MAIL_HOST)) {
            services.produce(service(
                    shared("mail", ServerKind.mail(config.mailPagePort()), config.smtpPort()),
                    new Identity.Of(config.smtpPort() + " " + config.mailPagePort(), Map.of()),
                    ServerKind.MAIL_SETTINGS,
                    server -> LOG.infof(
                            "mail is caught, not sent: read it at %s",
                            server.settings().get(ServerKind.MAIL_PAGE))));
        }
    }

    /** Produces nothing, but what it would produce is needed before the service starts. */
    @BuildStep(onlyIf = IsDevelopment.class)
    void servicePorts(BuildProducer<DevServicesResultBuildItem> services) {
        ServicePorts.passOver(config());
    }

    private static boolean isMissing(String address, String devServiceEnabled, LaunchModeBuildItem mode) {
        return ContainerlessConfig.isOurs(devServiceEnabled, mode.getLaunchMode(), ContainerRuntime::isAvailable)
                && !ConfigUtils.isPropertyNonEmpty(address)
                && !ContainerlessConfig.turnedOffByUser(config(), devServiceEnabled);
    }

    private static Map<String, Integer> topics() {
        return config().getOptionalValues("quarkus.kafka.devservices.topic-partitions", String.class, Integer.class)
                .orElse(Map.of());
    }

    private static SmallRyeConfig config() {
        return ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
    }

    private static DevServer server(
            String name, ServerKind kind, int port, LaunchModeBuildItem mode, CurateOutcomeBuildItem application) {
        return mode.getLaunchMode() == LaunchMode.TEST
                ? new OwnServer(name, classPath(application))
                : shared(name, kind, port);
    }

    private static DevServer shared(String name, ServerKind kind, int port) {
        return new SharedServer(name, kind, SharedDirectory.ofProjectAround(Path.of("")), port);
    }

    private static List<Path> classPath(CurateOutcomeBuildItem application) {
        return application.getApplicationModel().getDependencies().stream()
                .flatMap(dependency -> dependency.getResolvedPaths().stream())
                .toList();
    }

    private static DevServicesResultBuildItem service(
            DevServer server, Identity identity, List<String> settings, Consumer<DevServer> afterStart) {
        Map<String, Function<DevServer, String>> readers = settings.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        name -> started -> started.settings().get(name)));
        return DevServicesResultBuildItem.owned()
                .feature("ordermill-dev-services")
                .serviceName(settings.get(0))
                .serviceConfig(identity)
                .startable(() -> server)
                .postStartHook(afterStart)
                .configProvider(readers)
                .build();
    }
}
