package ordermill.check;

import java.util.ArrayList;
import java.util.List;
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
            manifests.of("KafkaNodePool", KafkaNodePool.class).map(pool -> nodes(kafka, pool)).forEach(pods::add);
            Optional.ofNullable(kafka.getSpec().getEntityOperator())
                    .map(operator -> entityOperator(kafka, operator))
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
        var name = kafka.getMetadata().getName() + "-" + pool.getMetadata().getName() + "-0";
        return pod(name, pod, containers, isPersistent(storage));
    }

    private static Pod entityOperator(Kafka kafka, EntityOperatorSpec spec) {
        var template = Optional.ofNullable(spec.getTemplate());
        List<Container> containers = new ArrayList<>();
        if (spec.getTopicOperator() != null) {
            containers.add(container(
                    "topic-operator",
                    PROFILE.entityTopicOperatorContainerSecurityContext(
                            ofContainer(template, EntityOperatorTemplate::getTopicOperatorContainer))));
        }
        if (spec.getUserOperator() != null) {
            containers.add(container(
                    "user-operator",
                    PROFILE.entityUserOperatorContainerSecurityContext(
                            ofContainer(template, EntityOperatorTemplate::getUserOperatorContainer))));
        }
        var given =
                template.map(EntityOperatorTemplate::getPod).map(PodTemplate::getSecurityContext).orElse(null);
        var pod = PROFILE.entityOperatorPodSecurityContext(new OfPod(null, given));
        return pod(kafka.getMetadata().getName() + "-entity-operator", pod, containers, false);
    }

    private static OfContainer ofContainer(
            Optional<EntityOperatorTemplate> template, Function<EntityOperatorTemplate, ContainerTemplate> which) {
        return new OfContainer(
                null, template.map(which).map(ContainerTemplate::getSecurityContext).orElse(null));
    }

    private static <T> T first(Optional<T> own, Optional<T> all) {
        return own.or(() -> all).orElse(null);
    }

    private static Container container(String name, SecurityContext context) {
        return new ContainerBuilder().withName(name).withSecurityContext(context).build();
    }

    private static Pod pod(String name, PodSecurityContext context, List<Container> containers, boolean persistent) {
        var pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
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
