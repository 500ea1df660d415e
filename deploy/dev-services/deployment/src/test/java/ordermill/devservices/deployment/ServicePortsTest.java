package ordermill.devservices.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Properties;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

import ordermill.devservices.Ports;

class ServicePortsTest {

    @Test
    void takenPortIsPassedOverAndAFreeOneKept() throws Exception {
        int port;
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();

            var another = ServicePorts.orAnother(port);

            assertThat(another).isNotEqualTo(port);
            assertThat(Ports.isFree(another)).isTrue();
        }

        assertThat(ServicePorts.orAnother(port)).isEqualTo(port);
    }

    @Test
    void serviceWhosePortIsTakenHasAnotherOneThisTime() throws Exception {
        var before = (Properties) System.getProperties().clone();
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ServicePorts.passOver(new SmallRyeConfigBuilder()
                    .withDefaultValue("quarkus.management.port", "" + taken.getLocalPort())
                    .build());

            assertThat(Ports.isFree(Integer.getInteger("quarkus.management.port")))
                    .isTrue();
        } finally {
            System.setProperties(before);
        }
    }
}
