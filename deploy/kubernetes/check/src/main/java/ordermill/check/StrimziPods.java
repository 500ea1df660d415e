package ordermill.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.strimzi.api.kafka.model.common.template.ContainerTemplate;
import io.strimzi.api.kafka.model.common.template.PodTemplate;
import io.strimzi.api.kafka.model.kafka.JbodStorage;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.kafka.KafkaClusterTemplate;
import io.strimzi.api.kafka.model.kafka.PersistentClaimStorage;
import io.strimzi.api.kafka.model.kafka.Storage;
import io.strimzi.api.kafka.model.kafka.entityoperator.EntityOperatorSpec;
import io.strimzi.api.kafka.model.kafka.entityoperator.EntityOperatorTemplate;
import io.strimzi.api.kafka.model.kafka.exporter.KafkaExporterSpec;
import io.strimzi.api.kafka.model.kafka.exporter.KafkaExporterTemplate;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePoolTemplate;
import io.strimzi.plugin.security.profiles.ContainerSecurityProviderContext;
import io.strimzi.plugin.security.profiles.PodSecurityProviderContext;
import io.strimzi.plugin.security.profiles.impl.BaselinePodSecurityProvider;

/**
 * Kafka and its node pools -> the pods that Strimzi's operator makes of them, as far as their security goes: its own profile
 * decides what becomes of a security context that we set or leave out.
 */
final class StrimziPods {

    private static final BaselinePodSecurityProvider PROFILE = new BaselinePodSecurityProvider();

    static List<Pod> of(Manifests manifests) {
        List<Pod> pods = new ArrayList<>();
        for (Kafka kafka : manifests.of("Kafka", Kafka.class).toList()) {
            manifests
                    .of("KafkaNodePool", KafkaNodePool.class)
                    .map(pool -> nodes(kafka, pool))
                    .forEach(pods::add);
            Optional.ofNullable(kafka.getSpec().getEntityOperator())
                    .map(operator -> entityOperator(kafka, operator))
                    .ifPresent(pods::add);
            Optional.ofNullable(kafka.getSpec().getKafkaExporter())
                    .map(exporter -> exporter(kafka, exporter))
                    .ifPresent(pods::add);
        }
        return pods;
    }

    /** A pool's template comes first, field by field, as Strimzi merges them since 0.49. */
    private static Pod nodes(Kafka kafka, KafkaNodePool pool) {
        var own = Optional.ofNullable(pool.getSpec().getTemplate());
        var all = Optional.ofNullable(kafka.getSpec().getKafka().getTemplate());
        var storage = pool.getSpec().getStorage();
        var pod = PROFILE.kafkaPodSecurityContext(new OfPod(
                storage,
                first(
                        own.map(KafkaNodePoolTemplate::getPod).map(PodTemplate::getSecurityContext),
                        all.map(KafkaClusterTemplate::getPod).map(PodTemplate::getSecurityContext))));
        List<Container> containers = new ArrayList<>();
        containers.add(container(
                "kafka",
                PROFILE.kafkaContainerSecurityContext(new OfContainer(
                        storage,
                        first(
                                own.map(KafkaNodePoolTemplate::getKafkaContainer)
                                        .map(ContainerTemplate::getSecurityContext),
                                all.map(KafkaClusterTemplate::getKafkaContainer)
                                        .map(ContainerTemplate::getSecurityContext))))));
        if (kafka.getSpec().getKafka().getRack() != null) {
            containers.add(container(
                    "kafka-init",
                    PROFILE.kafkaInitContainerSecurityContext(new OfContainer(
                            storage,
                            first(
                                    own.map(KafkaNodePoolTemplate::getInitContainer)
                                            .map(ContainerTemplate::getSecurityContext),
                                    all.map(KafkaClusterTemplate::getInitContainer)
                                            .map(ContainerTemplate::getSecurityContext))))));
        }
        containers.get(0).setPorts(KafkaPorts.of(kafka, pool));
        containers.get(0).setResources(pool.getSpec().getResources());
        var name = kafka.getMetadata().getName() + "-" + pool.getMetadata().getName() + "-0";
        var nodes = pod(kafka, name, "kafka", pod, containers, isPersistent(storage));
        nodes.getMetadata()
                .getLabels()
                .put("strimzi.io/pool-name", pool.getMetadata().getName());
        return nodes;
    }

    private static Pod exporter(Kafka kafka, KafkaExporterSpec spec) {
        var template = Optional.ofNullable(spec.getTemplate());
        var container = container(
                "kafka-exporter",
                PROFILE.kafkaExporterContainerSecurityContext(new OfContainer(
                        null,
                        template.map(KafkaExporterTemplate::getContainer)
                                .map(ContainerTemplate::getSecurityContext)
                                .orElse(null))));
        container.setPorts(List.of(KafkaPorts.metrics()));
        container.setResources(spec.getResources());
        var pod = PROFILE.kafkaExporterPodSecurityContext(new OfPod(
                null,
                template.map(KafkaExporterTemplate::getPod)
                        .map(PodTemplate::getSecurityContext)
                        .orElse(null)));
        return pod(
                kafka,
                kafka.getMetadata().getName() + "-kafka-exporter-0",
                "kafka-exporter",
                pod,
                List.of(container),
                false);
    }

    private static Pod entityOperator(Kafka kafka, EntityOperatorSpec spec) {
        var template = Optional.ofNullable(spec.getTemplate());
        List<Container> containers = new ArrayList<>();
        if (spec.getTopicOperator() != null) {
            var container = container(
                    "topic-operator",
                    PROFILE.entityTopicOperatorContainerSecurityContext(
                            ofContainer(template, EntityOperatorTemplate::getTopicOperatorContainer)));
            container.setResources(spec.getTopicOperator().getResources());
            containers.add(container);
        }
        if (spec.getUserOperator() != null) {
            var container = container(
                    "user-operator",
                    PROFILE.entityUserOperatorContainerSecurityContext(
                            ofContainer(template, EntityOperatorTemplate::getUserOperatorContainer)));
            container.setResources(spec.getUserOperator().getResources());
            containers.add(container);
        }
        var given = template.map(EntityOperatorTemplate::getPod)
                .map(PodTemplate::getSecurityContext)
                .orElse(null);
        var pod = PROFILE.entityOperatorPodSecurityContext(new OfPod(null, given));
        return pod(
                kafka, kafka.getMetadata().getName() + "-entity-operator", "entity-operator", pod, containers, false);
    }

    private static OfContainer ofContainer(
            Optional<EntityOperatorTemplate> template, Function<EntityOperatorTemplate, ContainerTemplate> which) {
        return new OfContainer(
                null,
                template.map(which).map(ContainerTemplate::getSecurityContext).orElse(null));
    }

    private static <T> T first(Optional<T> own, Optional<T> all) {
        return own.or(() -> all).orElse(null);
    }

    private static Container container(String name, SecurityContext context) {
        return new ContainerBuilder()
                .withName(name)
                .withSecurityContext(context)
                .build();
    }

    private static Pod pod(
            Kafka kafka,
            String name,
            String component,
            PodSecurityContext context,
            List<Container> containers,
            boolean persistent) {
        String cluster = kafka.getMetadata().getName();
        var pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(new HashMap<>(Map.of(
                        "strimzi.io/cluster",
                        cluster,
                        "strimzi.io/kind",
                        "Kafka",
                        "strimzi.io/name",
                        cluster + "-" + component)))
                .endMetadata()
                .withNewSpec()
                .withSecurityContext(context)
                .withContainers(containers)
                .endSpec();
        if (persistent) {
            pod = pod.editSpec()
                    .addNewVolume()
                    .withName("data-0")
                    .withNewPersistentVolumeClaim("data-0-" + name, false)
                    .endVolume()
                    .endSpec();
        }
        return pod.build();
    }

    private static boolean isPersistent(Storage storage) {
        return storage instanceof PersistentClaimStorage
                || storage instanceof JbodStorage jbod
                        && Stream.ofNullable(jbod.getVolumes())
                                .flatMap(List::stream)
                                .anyMatch(PersistentClaimStorage.class::isInstance);
    }

    private record OfPod(Storage storage, PodSecurityContext userSuppliedSecurityContext)
            implements PodSecurityProviderContext {
        @Override
        public Boolean userSuppliedHostUsers() {
            return null;
        }
    }

    private record OfContainer(Storage storage, SecurityContext userSuppliedSecurityContext)
            implements ContainerSecurityProviderContext {}
}
